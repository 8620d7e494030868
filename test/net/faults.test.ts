import { mkdir, mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { leftovers } from "../support/leftovers.ts";
import { type Lab, officeDhcp, openLab } from "../support/net/lab.ts";
import { type Serving, startServing } from "../support/net/serving.ts";
import { makeRelease } from "../support/releases/fake-release.ts";
import { waitFor } from "../support/wait.ts";

const id = "20261122T211403Z-aaaaaaaa";

let workplace: Workplace;
let output: string;
let lab: Lab;
let serving: Serving | undefined;

beforeAll(async () => {
  workplace = await newWorkplace();
  output = await mkdtemp(join(tmpdir(), "thinsmith-faults-"));
  await makeRelease({ output, id });
});
afterAll(async () => {
  await rm(output, { recursive: true });
  await rm(workplace.folder, { recursive: true });
});
beforeEach(async () => {
  lab = await openLab(0);
});
afterEach(async () => {
  await serving?.stop();
  serving = undefined;
  await lab.close();
});

const args = (...more: string[]) => ["lab", "--output", output, "--interface", "eth0", ...more];
const serve = async (...more: string[]) => {
  serving = await startServing(workplace, args(...more), lab.server);
  return serving;
};
/** What `serve` says when it cannot begin. */
const refused = async (...more: string[]) => {
  const { status, stderr, stdout } = await thinsmith(
    workplace,
    ["serve", ...args(...more), "--progress", "plain"],
    {
      wrapper: lab.server.enter,
    },
  );
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stdout).not.toContain("serving lab");
  return { status, stderr };
};
const office = (...more: string[]) =>
  officeDhcp(lab.office, join(workplace.folder, "office.leases"), ...more);

/** Processes of the lab's server and what it has started that are still there, and no other server's. */
const family = async (name: string) => {
  const namespace = lab.server.run("readlink", "/proc/self/ns/net").trim();
  const found = await Promise.all(
    (await leftovers("/run/thinsmith/")).map(async (line) => {
      const pid = /^process (\d+)/.exec(line)?.[1];
      const own = pid && (await readlink(`/proc/${pid}/ns/net`).catch(() => "")) === namespace;
      return own && line.includes(name) ? [line] : [];
    }),
  );
  return found.flat();
};
const pidOf = async (name: string): Promise<number> => {
  // The shell in front of it names it, too.
  const lines = (await family(name)).filter((line) => new RegExp(`process \\d+ ${name}`).test(line));
  return Number(/process (\d+)/.exec(lines[0] ?? "")?.[1]);
};

describe("thinsmith serve cannot begin", () => {
  it("on an interface that does not exist, is down or has no address", async () => {
    const none = await thinsmith(workplace, ["serve", "lab", "--output", output, "--interface", "eth7"], {
      wrapper: lab.server.enter,
    });
    expect([none.status, none.stderr]).toEqual([
      2,
      expect.stringMatching(/no network interface eth7[\s\S]*eth0 {2}192\.168\.77\.1\/24/),
    ]);
    lab.server.run("ip", "link", "set", "eth0", "down");
    expect((await refused()).stderr).toContain("The interface eth0 is down");
    lab.server.run("ip", "link", "set", "eth0", "up");
    lab.server.run("ip", "address", "flush", "dev", "eth0");
    expect((await refused()).stderr).toContain("has no IPv4 address");
  });

  it("where the port of HTTP is taken, and says by whom", async () => {
    lab.server.start(process.execPath, "-e", "require('net').createServer().listen(80, '0.0.0.0')");
    await waitFor(() => lab.server.run("ss", "-Hltn").includes(":80"));
    for (const server of ["nginx", "built-in"]) {
      const { status, stderr } = await refused("--http", server);
      expect(status).toBe(1);
      expect(stderr).toMatch(/Port 80 of 192\.168\.77\.1 is in use by (node|MainThread)/);
    }
  });

  it("where the ports of DHCP and TFTP are taken", async () => {
    lab.server.start(
      "dnsmasq",
      "-k",
      "-C",
      "/dev/null",
      "-p",
      "0",
      "--pid-file=",
      "--enable-tftp",
      "-i",
      "eth0",
      "-z",
    );
    await waitFor(() => lab.server.run("ss", "-Hlun").includes(":69"));
    expect((await refused()).stderr).toMatch(/Port 69 of TFTP is in use by dnsmasq\.[\s\S]*What to do/);
  });

  it("in place of another DHCP server that answers", async () => {
    office();
    const { status, stderr } = await refused("--dhcp", "full");
    expect(status).toBe(1);
    expect(stderr).toContain("Another DHCP server answers on eth0: 192.168.77.2");
    expect(await family("dnsmasq")).toEqual([]);
  }, 60_000);

  it("with a range that is not the network's, or holds its own address", async () => {
    expect((await refused("--dhcp", "full", "--range", "10.0.0.1-10.0.0.9")).stderr).toContain(
      "is not in the network",
    );
    expect((await refused("--dhcp", "full", "--range", "192.168.77.1-192.168.77.9")).stderr).toContain(
      "own address",
    );
    expect((await refused("--dhcp", "full", "--range", "lots")).stderr).toContain("no range of addresses");
  });

  it("with settings that are none, or are not about serving", async () => {
    expect((await refused("--set", "serve.menu=lots")).stderr).toContain("serve.menu");
    expect((await refused("--set", "zram.sizePct=3")).stderr).toContain("is built already");
    const table = JSON.stringify([{ client: "default", release: "20200101T000000Z-00000000" }]);
    expect((await refused("--set", `serve.clients=${table}`)).stderr).toContain("which does not exist");
    const evil = JSON.stringify([{ client: "52:54:00:00:77:01\nx", parameters: ["a\nb"] }]);
    expect((await refused("--set", `serve.clients=${evil}`)).stderr).toContain("is not allowed");
  });
});

describe("thinsmith serve goes on", { timeout: 60_000 }, () => {
  it.each(["dnsmasq", "nginx"])("when %s dies: it is started again, and that is said", async (name) => {
    const { says } = await serve("--http", "nginx");
    const pid = await pidOf(name);
    process.kill(pid, "SIGKILL");
    const { message } = await says("problem", ({ message: said }) => said.startsWith(name));
    expect(message).toMatch(/was ended by SIGKILL.*started again in 0\.5 s/);
    await says("note", ({ message: said }) => said === `${name} runs again`);
    expect(await pidOf(name)).not.toBe(pid);
    const script = lab.office.run("curl", "-s", "http://192.168.77.1/clients/default.ipxe");
    expect(script).toContain(`lab/${id}/vmlinuz`);
    expect(lab.office.run("curl", "-s", "tftp://192.168.77.1/undionly.kpxe").length).toBeGreaterThan(10_000);
  });

  it("when its cable is out, the interface is off or gone, and says when it is there again", async () => {
    const { says, all } = await serve();
    lab.clients.run("ip", "link", "set", "server", "down");
    await says("problem", ({ message }) => /no link: is its cable unplugged/.test(message));
    lab.clients.run("ip", "link", "set", "server", "up");
    await says("note", ({ message }) => /is there again/.test(message));
    lab.server.run("ip", "link", "set", "eth0", "down");
    await says("problem", ({ message }) => /has been switched off/.test(message));
    lab.server.run("ip", "link", "set", "eth0", "up");
    await waitFor(() => all("note").filter(({ message }) => /is there again/.test(message)).length === 2);
    const script = () => lab.office.run("curl", "-s", "-m", "2", "http://192.168.77.1/boot.ipxe");
    await waitFor(() => script().startsWith("#!ipxe"));
    lab.clients.run("ip", "link", "delete", "server");
    await says("problem", ({ message }) => /is gone/.test(message));
  });

  it("says what is wrong with the network: no DHCP server, a second boot server, one for GRUB", async () => {
    const { says } = await serve("--set", "serve.uefi=grub");
    const first = await says("problem");
    expect(first.message).toContain("No DHCP server answers on this network");
    await serving?.stop();
    office("--dhcp-boot=other.0", "--dhcp-range=192.168.77.0,proxy");
    const again = await serve("--set", "serve.uefi=grub");
    await again.says("problem", ({ message }) => message.includes("GRUB takes the boot server's address"));
  });

  it("gives out by TFTP what is in its folder, whatever the name asked for", async () => {
    const { says } = await serve();
    const tftp = (path: string) => {
      try {
        return lab.office.run("curl", "-s", "-m", "5", "--path-as-is", `tftp://192.168.77.1/${path}`);
      } catch (error) {
        return `failed with ${(error as { status: number }).status}`;
      }
    };
    for (const name of [
      "../owner",
      "../../../../etc/passwd",
      "/etc/passwd",
      "%00",
      "..%2f..%2fowner",
      "nothing",
      "a".repeat(400),
    ])
      expect(tftp(name), name).toMatch(/^failed with \d+$/);
    await says(
      "refused",
      ({ by, ip, path }) => by === "tftp" && ip === "192.168.77.2" && path.endsWith("nothing"),
    );
    expect(tftp("undionly.kpxe").length).toBeGreaterThan(10_000);
  });

  it("when its log cannot be written", async () => {
    const log = join(output, "lab/serve-eth0.log");
    await rm(log, { force: true });
    // A directory of that name stands for every reason.
    await mkdir(log);
    const { says } = await serve();
    await says("problem", ({ message }) => /log cannot be written/.test(message));
    expect(lab.office.run("curl", "-s", "http://192.168.77.1/boot.ipxe")).toMatch(/^#!ipxe/);
    await rm(log, { recursive: true });
  });

  it("and writes its log as people read it", async () => {
    await serve("--dhcp", "off");
    lab.office.run("curl", "-s", "http://192.168.77.1/nothing");
    await serving?.stop();
    const log = await readFile(join(output, "lab/serve-eth0.log"), "utf8");
    expect(log).toMatch(/Z serving lab on eth0: no DHCP, TFTP, HTTP by nginx/);
    expect(log).toMatch(/192\.168\.77\.2\)? asked by HTTP for \/nothing, which is not there \(404\)/);
    expect(log).toMatch(/ended after \d+ s, 0 clients/);
  });
});

describe("thinsmith serve leaves nothing", { timeout: 60_000 }, () => {
  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("after %s", async (signal) => {
    const { stop } = await serve("--http", "nginx");
    expect((await family("nginx")).length).toBeGreaterThan(1);
    const { status } = await stop(signal);
    expect(status).toBe(0);
    expect(await family("")).toEqual([]);
    expect(lab.server.run("ss", "-Hltun")).toBe("");
  });

  it("after SIGKILL but a small directory, which the next one removes", async () => {
    // Other servers of this machine remove what was left, too: /run/thinsmith is a folder of these two alone.
    const own = join(workplace.folder, "run");
    await mkdir(own);
    await mkdir("/run/thinsmith", { recursive: true });
    const bind = 'mount --bind "$0" /run/thinsmith && exec "$@"';
    const alone = {
      ...lab.server,
      enter: [...lab.server.enter, "unshare", "--mount", "sh", "-c", bind, own],
    };
    const killed = await startServing(workplace, args("--http", "nginx"), alone);
    await killed.stop("SIGKILL");
    await waitFor(() => lab.server.run("ss", "-Hltun") === "");
    const left = await readdir(own);
    expect(left).toHaveLength(1);
    serving = await startServing(workplace, args(), alone);
    await waitFor(async () => !(await readdir(own)).includes(left[0] ?? ""));
  });
});
