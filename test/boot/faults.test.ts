import { execFile, execFileSync } from "node:child_process";
import { copyFile, mkdir, open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { qemuCommand } from "../../src/boot/qemu.ts";
import type { Release } from "../../src/release/release.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { bootClient, bootUntil, card, releaseOf, unplug } from "../support/net/client.ts";
import { rangeStart, sendFile, serve } from "../support/net/server.ts";
import { smallImage, testCache } from "../support/releases/build.ts";
import { everything } from "../support/releases/presets.ts";

const minutes = 60_000;

let workplace: Workplace;
let release: Release;
let server: Awaited<ReturnType<typeof serve>>;
let secure: Awaited<ReturnType<typeof serve>>;
const file = (name: string) => join(workplace.folder, name);
const rootfs = () => join(release.directory, "rootfs.squashfs");

/** Archives that a client has to refuse, with `evil` in each where it must not come out. */
const makeOverlays = async () => {
  const made = file("overlay");
  await mkdir(made);
  await writeFile(join(made, "x"), "evil");
  const tar = (name: string, ...args: string[]) =>
    execFileSync("tar", ["-czPf", file(name), "-C", made, ...args], { stdio: "ignore" });
  tar("dotdot.tar.gz", "--transform=s,x,../../evil,", "x");
  tar("absolute.tar.gz", "--transform=s,x,/evil,", "x");
  execFileSync("mknod", [join(made, "disk"), "b", "8", "0"]);
  tar("device.tar.gz", "disk");
  await writeFile(file("garbage.tar.gz"), "this is no archive");
};

beforeAll(async () => {
  workplace = await newWorkplace({ cache: await testCache() });
  const { status, stderr } = await thinsmith(workplace, [...smallImage]);
  expect(status, stderr).toBe(0);
  release = await releaseOf(workplace, "small");
  const { size } = await stat(rootfs());
  await copyFile(rootfs(), file("truncated"));
  await truncate(file("truncated"), size - 5_000_000);
  await copyFile(rootfs(), file("wrong"));
  const damaged = await open(file("wrong"), "r+");
  await damaged.write("damage", size / 2);
  await damaged.close();
  await makeOverlays();
  server = await serve((request, response) => {
    const name = request.url?.slice(1) ?? "";
    if (name === "forbidden") response.writeHead(403).end();
    else if (name === "busy") response.writeHead(503).end();
    else if (name === "stall") {
      // Sends a beginning, and then nothing more, however often it is asked.
      const start = rangeStart(request);
      response.writeHead(start > 0 ? 206 : 200, {
        "Content-Length": size - start,
        "Content-Range": `bytes ${start}-${size - 1}/${size}`,
      });
      if (start === 0) response.write(Buffer.alloc(1_000_000));
      else response.flushHeaders();
    } else if (name === "cut") void sendFile(request, response, rootfs(), 20_000_000);
    else if (name === "norange") {
      response.writeHead(200, { "Content-Length": size });
      response.write(Buffer.alloc(2_000_000), () => response.destroy());
    } else if (["truncated", "wrong"].includes(name) || name.endsWith(".tar.gz"))
      void sendFile(request, response, file(name));
    else response.writeHead(404).end();
  });
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=boot"],
      ...["-addext", "subjectAltName=IP:10.0.2.2", "-keyout", file("key.pem"), "-out", file("cert.pem")],
    ],
    { stdio: "ignore" },
  );
  secure = await serve((request, response) => void sendFile(request, response, rootfs()), {
    key: await readFile(file("key.pem"), "utf8"),
    cert: await readFile(file("cert.pem"), "utf8"),
  });
}, 20 * minutes);
afterAll(async () => {
  await server.close();
  await secure.close();
  await rm(workplace.folder, { recursive: true });
});

const root = (name: string) => `rooturl=http://${server.address}/${name}`;

/** Boots a client that must give up with a code, and gives back what it said and sent. */
const refused = async (code: string, options: Parameters<typeof bootClient>[1]) => {
  const { failing, verdict, console, told } = await bootClient(release, options);
  expect(failing[0]?.detail, told).toMatch(new RegExp(`^${code}: `));
  expect(verdict.ok).toBe(false);
  expect(verdict.report).toBeNull();
  const screen = console.slice(console.indexOf("THIS CLIENT CANNOT START"));
  expect(screen).toMatch(/What to do: .+/);
  expect(screen).toContain("Starting again in 15 seconds.");
  return { screen, console, sent: verdict.failure };
};

describe("a client that cannot start", { timeout: 6 * minutes, retry: 1 }, () => {
  it("because its root is truncated", async () => {
    const { screen, sent } = await refused("FETCH-SIZE", { params: [root("truncated")] });
    expect(screen).toMatch(/has \d+ bytes, but this image's file has \d+\./);
    expect(screen).toMatch(/ens\d+ \(52:54:[0-9a-f:]+\): has a link, 10\.0\.2\.15\/24/);
    expect(sent).toMatchObject({ client: "52:54:00:12:34:56", code: "FETCH-SIZE" });
    expect(sent?.facts).toContain(`address http://${server.address}/truncated`);
  });

  it.runIf(everything)("because the checksum of its root differs", async () => {
    const { screen, console } = await refused("FETCH-SHA256", { params: [root("wrong")] });
    expect(screen).toContain("its sha256 is wrong");
    expect(console).not.toContain("squashfs: SQUASHFS error");
  });

  it("because the file is not there", async () => {
    const { screen } = await refused("FETCH-STATUS", { params: [root("missing")] });
    expect(screen).toContain("has no such file: HTTP status 404");
    expect(screen).toMatch(/0 of \d+ bytes received, HTTP status 404, from 10\.0\.2\.2/);
  });

  it.runIf(everything)("because the server does not give the file out, or another one after it", async () => {
    const { console } = await refused("FETCH-STATUS", { params: [`${root("forbidden")}|missing-too`] });
    expect(console).toContain("does not give out the file: HTTP status 403");
    expect(console).toContain("has no such file: HTTP status 404");
  });

  it.runIf(everything)("because nobody listens", async () => {
    await refused("FETCH-CONNECT", { params: ["rooturl=http://10.0.2.2:9/rootfs.squashfs", "retry=3"] });
  });

  it("and restarts by itself after its message", async () => {
    const reportSocket = file("report");
    const listener = createServer().listen(reportSocket);
    const [program = "", ...args] = qemuCommand({
      accel: "tcg",
      memoryMiB: 1024,
      cpus: 1,
      kernel: join(release.directory, "vmlinuz"),
      initrd: join(release.directory, "initrd.img"),
      bootParameters: [
        ...[...release.manifest.bootParameters, "console=ttyS0", "no_timer_check"],
        ...["rooturl=http://10.0.2.2:9/rootfs.squashfs", "retry=0"],
      ],
      reportSocket,
    });
    // Run with -no-reboot, QEMU ends by itself when its client restarts, and in no other way.
    const { stdout } = await promisify(execFile)(program, args, { timeout: 5 * minutes });
    listener.close();
    expect(stdout).toContain("(FETCH-CONNECT)");
    expect(stdout.replaceAll("\r", "")).toMatch(
      /Starting again in 15 seconds\.\n\[ *[\d.]+\] reboot: Restarting system/,
    );
  });

  it.runIf(everything)("because the server stalls", async () => {
    const { screen, console } = await refused("FETCH-SILENT", { params: [root("stall"), "retry=3"] });
    // Told every ten seconds; after twenty it gives up. A quick server may have sent all before the first line.
    expect(console).toMatch(/\d+ % of \d+ MB, \d+\.\d MB\/s/);
    expect(screen).toContain("does not answer, or has stopped sending");
  });

  it.runIf(everything)("because the server breaks off and cannot go on", async () => {
    const { console } = await refused("FETCH[A-Z-]*", { params: [root("norange"), "retry=5"] });
    expect(console).toContain("cannot resume a broken transfer, so it starts again from the beginning");
  });

  it("because it does not know who signed the server's certificate", async () => {
    const { screen } = await refused("FETCH-CERTIFICATE", {
      params: [`rooturl=https://${secure.address}/rootfs.squashfs`],
    });
    expect(screen).toMatch(/This client's clock says 20\d\d-/);
    expect(screen).toContain("boot.caFile");
  });

  it("because the image does not fit into its memory, which it says before it fetches", async () => {
    const { console } = await refused("MEMORY", { memoryMiB: 288 });
    expect(console).toMatch(/The image needs \d+ MiB of memory, but this client has \d+ MiB free of \d+ MiB/);
    expect(console).not.toContain("thinsmith: fetching");
  });

  it.runIf(everything)("because nobody answers it", async () => {
    const { screen } = await refused("NET-DHCP", {
      network: [
        ...["-netdev", "hubport,id=lone,hubid=0"],
        ...["-device", "virtio-net-pci,netdev=lone,romfile="],
      ],
    });
    expect(screen).toMatch(/has a link, no address/);
  });

  it.runIf(everything)("because it has no network card", async () => {
    await refused("NET-CARD", { network: ["-nic", "none"] });
  });

  it.runIf(everything)("because its cable is not plugged in", async () => {
    const monitor = file("monitor");
    const unplugged = unplug(monitor, "n1");
    const { screen } = await refused("NET-LINK", {
      network: card(1),
      devices: ["-monitor", `unix:${monitor},server=on,wait=off`],
    });
    await unplugged;
    expect(screen).toMatch(/Plug in the cable/);
    expect(screen).toMatch(/ens\d+ \(52:54:[0-9a-f:]+\): no link, no address/);
  });

  it.runIf(everything)("because no boot server is named", async () => {
    const { screen } = await refused("NET-SERVER", {
      params: ["ip=10.0.2.15::10.0.2.2:255.255.255.0", "bootserver="],
    });
    expect(screen).toContain("rootfs.squashfs is a path on the boot server");
  });

  it.runIf(everything)("because the server's name is not known", async () => {
    const { screen } = await refused("FETCH-NAME", {
      params: ["ip=10.0.2.15::10.0.2.2:255.255.255.0", "rooturl=http://files.lab/rootfs.squashfs", "retry=3"],
    });
    expect(screen).toContain("The name files.lab is not known");
    expect(screen).toMatch(/tried for \d+ s/);
  });

  it.each([
    ["dotdot", "OVERLAY-PATH", "leads outside of it: ../../"],
    ...(everything
      ? [
          ["garbage", "OVERLAY", "is not a tar archive compressed by gzip"],
          ["absolute", "OVERLAY-PATH", "leads outside of it: /"],
          ["device", "OVERLAY-DEVICE", "holds a device node: disk"],
        ]
      : []),
  ])("because its overlay is hostile: %s", async (name = "", code = "", sentence = "") => {
    const { screen } = await refused(code, {
      params: [`overlays=http://${server.address}/${name}.tar.gz`, `homeurl=`],
    });
    expect(screen).toContain(sentence);
  });
});

describe("a client that starts all the same", { timeout: 6 * minutes, retry: 1 }, () => {
  it("fetches from a server that cuts every 20 MB", async () => {
    const console = await bootUntil(release, /its sha256 is right/, { params: [root("cut")] });
    expect(console).toContain("its sha256 is right");
    expect(console.match(/Going on after \d+ bytes/g)?.length).toBeGreaterThan(2);
  });

  // The boot script alone is tested with such a server, too.
  it.runIf(everything)("waits for a server that comes up a minute later", async () => {
    let late: ReturnType<typeof serve> | undefined;
    const port = await serve(() => {}).then(async (found) => {
      await found.close();
      return found.port;
    });
    const console = await bootUntil(release, /its sha256 is right/, {
      params: [`rooturl=http://10.0.2.2:${port}/rootfs.squashfs`],
      onConsole: (text) => {
        // Waits of 1, 2, 4, 8 and 16 seconds are over, and one of 30 has begun.
        if (late || !text.includes("Trying again in 30 s")) return;
        late = serve((request, response) => void sendFile(request, response, rootfs()), undefined, port);
      },
    });
    expect(console).toContain("does not take connections. Trying again in 16 s.");
    expect(console).toContain("its sha256 is right");
    await (await late)?.close();
  });

  it("goes to the next card where the boot server cannot be reached from the first", async () => {
    const console = await bootUntil(release, /its sha256 is right/, {
      network: [...card(1, ",restrict=on"), ...card(2)],
    });
    expect(console).toMatch(/the fetch failed over ens\d+, trying ens\d+/);
    expect(console).toContain("its sha256 is right");
  });

  it("fetches over HTTPS with the site's own authority, though its clock has lost the time", async () => {
    const { status, stderr } = await thinsmith(workplace, [
      ...smallImage,
      ...["--set", "name=small-https", "--set", `boot.caFile=${file("cert.pem")}`],
    ]);
    expect(status, stderr).toBe(0);
    const console = await bootUntil(await releaseOf(workplace, "small-https"), /its sha256 is right/, {
      params: [`rooturl=https://${secure.address}/rootfs.squashfs`],
      devices: ["-rtc", "base=2001-01-01T00:00:00"],
    });
    expect(console).toContain(`fetching https://${secure.address}/rootfs.squashfs`);
    expect(console).toContain("its sha256 is right");
  });

  it("fetches by TFTP", async () => {
    const console = await bootUntil(release, /its sha256 is right/, {
      params: ["rooturl=tftp://10.0.2.2/rootfs.squashfs"],
      network: [
        ...["-netdev", `user,id=n,tftp=${release.directory}`],
        ...["-device", "virtio-net-pci,netdev=n,romfile="],
      ],
    });
    expect(console).toContain("fetching tftp://10.0.2.2/rootfs.squashfs");
    expect(console).toContain("its sha256 is right");
  });

  it("takes an unchecked root only when told to, and says so", async () => {
    const console = await bootUntil(release, /fetched \d+ bytes/, {
      params: ["rootverify=off", root("wrong")],
    });
    expect(console).toContain("rootverify=off: the root is NOT checked");
    expect(console).not.toContain("its sha256 is right");
  });

  it("opens a shell before it fetches where it is asked to, with its functions", async () => {
    const console = await bootUntil(release, /thinsmith initrd #/, { params: ["initrddebug=y"] });
    expect(console).toContain("What to try:");
    expect(console).not.toContain("thinsmith: fetching");
  });
});
