import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { releasesInUse } from "../../src/release/in-use.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { freePort } from "../support/net/free-port.ts";
import { type Serving, startServing } from "../support/net/serving.ts";
import { makeRelease } from "../support/releases/fake-release.ts";
import { waitFor } from "../support/wait.ts";

const old = "20261122T211403Z-aaaaaaaa";
const next = "20261123T090000Z-bbbbbbbb";
const root = randomBytes(24 * 1024 * 1024);

let workplace: Workplace;
let output: string;
let serving: Serving;
let port: number;

const url = (path: string) => `http://127.0.0.1:${port}/${path}`;
const get = (path: string, init?: RequestInit) => fetch(url(path), init);
/** Bytes as they are written, without a client's own tidying. */
const raw = (bytes: string) =>
  new Promise<string>((answered) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("close", () => answered(text)).on("error", () => {});
  });

/** A client that stops reading after a while; `go` lets it read on, and gives the whole body. */
const slowDownload = (path: string, pauseAfter: number) =>
  new Promise<{ go: () => Promise<Buffer> }>((paused, failed) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request(url(path), (response) => {
      const ended = new Promise<Buffer>((done, broken) => {
        response.on("end", () => done(Buffer.concat(chunks))).on("error", broken);
      });
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes < pauseAfter || response.isPaused()) return;
        response.pause();
        paused({
          go: () => {
            bytes = Number.NEGATIVE_INFINITY;
            response.resume();
            return ended;
          },
        });
      });
    })
      .on("error", failed)
      .end();
  });

const makeBoth = async () => {
  for (const id of [old, next])
    await makeRelease({
      ...{ output, id, files: { "rootfs.squashfs": id === old ? root : Buffer.from("another root") } },
      links: id === old ? ["current"] : [],
    });
};

beforeAll(async () => {
  workplace = await newWorkplace();
});
afterAll(() => rm(workplace.folder, { recursive: true }));

describe.each(["built-in", "nginx"] as const)("HTTP by %s", (server) => {
  beforeEach(async () => {
    output = await mkdtemp(join(tmpdir(), "thinsmith-serve test-"));
    await makeBoth();
    port = await freePort();
    serving = await startServing(workplace, [
      ...["lab", "--output", output, "--interface", "lo", "--dhcp", "off"],
      ...["--http", server, "--http-port", String(port)],
    ]);
  });
  afterEach(async () => {
    await serving.stop();
    await rm(output, { recursive: true });
  });

  it("gives whole files and parts with right lengths, by their own path and at the root", async () => {
    expect(serving.started.http).toEqual({ server, port });
    const own = `lab/${old}/rootfs.squashfs`;
    for (const path of [own, "rootfs.squashfs"]) {
      const whole = await get(path);
      expect([whole.status, whole.headers.get("content-length")]).toEqual([200, String(root.length)]);
      expect(Buffer.from(await whole.arrayBuffer()).equals(root)).toBe(true);
    }
    const tag = (await get(own, { method: "HEAD" })).headers.get("etag") ?? "";
    expect(tag).not.toBe("");
    const rest = await get(own, { headers: { Range: `bytes=${root.length - 5}-` } });
    expect(rest.status).toBe(206);
    expect(rest.headers.get("content-range")).toBe(
      `bytes ${root.length - 5}-${root.length - 1}/${root.length}`,
    );
    expect(Buffer.from(await rest.arrayBuffer()).equals(root.subarray(-5))).toBe(true);
    const middle = await get(own, { headers: { Range: "bytes=10-19" } });
    expect(Buffer.from(await middle.arrayBuffer()).equals(root.subarray(10, 20))).toBe(true);
    const beyond = await get(own, { headers: { Range: `bytes=${root.length}-` } });
    expect(beyond.status).toBe(416);
    await beyond.arrayBuffer();
    const known = `GET /${own} HTTP/1.1\r\nHost: x\r\nIf-None-Match: ${tag}\r\nConnection: close\r\n\r\n`;
    expect(await raw(known)).toMatch(/^HTTP\/1\.1 304 /);
    const head = await get(own, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([
      200,
      String(root.length),
      "",
    ]);
    const ended = await serving.says("fetch-ended", ({ sent }) => sent === root.length);
    expect(ended.complete).toBe(true);
    // The part with a last byte is what a client reads that streams the file: it may go on reading.
    const { id } = await serving.says("fetch-started", ({ streamed }) => streamed === true);
    await serving.says("fetch-progress", ({ sent }) => sent[id] === 10);
    // A HEAD fetches nothing.
    await waitFor(() => serving.all("fetch-ended").length >= 3);
    expect(serving.all("fetch-started").filter(({ streamed }) => streamed)).toHaveLength(1);
    expect(serving.all("fetch-started").every(({ ip }) => ip === "127.0.0.1")).toBe(true);
  });

  it("gives it to many who ask at the same moment, the first ones too", async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => get("rootfs.squashfs")));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    for (const answer of answers) expect(root.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
  });

  it("counts what a client has of a file that the end of the server breaks off", async () => {
    const { go } = await slowDownload("rootfs.squashfs", 1024 * 1024);
    const least = 1024 * 1024;
    await serving.says("fetch-progress", ({ sent }) => Object.values(sent).some((bytes) => bytes >= least));
    await serving.stop();
    await expect(go()).rejects.toThrow();
    const [broken] = serving.all("fetch-ended");
    expect(broken).toMatchObject({ complete: false });
    expect(broken?.sent).toBeGreaterThanOrEqual(least);
    expect(broken?.sent).toBeLessThan(root.length);
    expect(serving.all("serve-ended")).toMatchObject([{ sent: broken?.sent }]);
  });

  it("tells loaders what to start, every client alike", async () => {
    const first = await (await get("boot.ipxe")).text();
    expect(first).toMatch(/^#!ipxe\nchain --replace clients\/\$\{netX\/mac:hexhyp\}\.ipxe/);
    const script = await (await get("clients/52-54-00-00-77-01.ipxe")).text();
    expect(script).toBe(await (await get("clients/default.ipxe")).text());
    expect(script).toContain(`kernel /lab/${old}/vmlinuz initrd=initrd.img boot=ram`);
    expect(script).toContain(`bootserver=127.0.0.1:${port}/lab/${old}`);
    await serving.says("client", ({ mac }) => mac === "52:54:00:00:77:01");
    const loader = await get("loaders/snponly.efi");
    const installed = await readFile("/usr/lib/ipxe/snponly.efi");
    expect(Buffer.from(await loader.arrayBuffer()).equals(installed)).toBe(true);
  });

  it("gives out nothing but the files of its releases", async () => {
    for (const path of [
      "",
      "lab",
      `lab/${old}`,
      `lab/${old}/`,
      `lab/${old}/build.log`,
      `lab/${old}/manifest.json`,
      `lab/${old}/../${old}/vmlinuz`,
      `lab/${next}/vmlinuz`,
      "../../../../etc/passwd",
      "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
      "..%2f..%2f..%2fetc%2fpasswd",
      "..%252f..%252fetc/passwd",
      "loaders/../../owner",
      "loaders/",
      "/etc/passwd",
      ".files/0/vmlinuz",
      "vmlinuz/",
      "vmlinuz%00",
      "clients/nothing.ipxe",
      "thinsmith/report/x",
    ]) {
      const text = await raw(`GET /${path} HTTP/1.0\r\n\r\n`);
      expect(text, path).toMatch(/^HTTP\/1\.1 40[04] /);
      expect(text, path).not.toMatch(/root:|kernel of|owner|a log/);
    }
  });

  it("logs requests for missing files, but not more than a person can read", async () => {
    await (await get("")).text();
    await serving.says("refused", ({ path, status }) => path === "/" && status === 404);
    for (let count = 0; count < 40; count += 1) await (await get(`nothing-${count}`)).text();
    await serving.says(
      "refused",
      ({ path, ip, status }) => path === "/nothing-0" && ip === "127.0.0.1" && status === 404,
    );
    expect(serving.all("refused").length).toBeLessThan(10);
  });

  it("follows no link out of the release", async () => {
    const file = join(output, "lab/releases", old, "vmlinuz");
    await rename(file, `${file}.away`);
    await symlink("/etc/passwd", file);
    expect((await get("vmlinuz")).status).toBe(404);
  });

  it("takes reports of clients, and no others", async () => {
    const report = {
      ...{ client: "52:54:00:00:77:03", code: "FETCH-SHA256", message: "wrong", facts: "none" },
    };
    const post = (path: string, body: string) => get(path, { method: "POST", body });
    expect((await post(`lab/${old}/thinsmith/report`, JSON.stringify(report))).status).toBe(204);
    const failed = await serving.says("client-failed");
    expect(failed).toMatchObject({ mac: report.client, ip: "127.0.0.1", failure: report });
    const up = { client: report.client, up: { seconds: 38, hostname: "desk" } };
    expect((await post("thinsmith/report", JSON.stringify(up))).status).toBe(204);
    await serving.says("client", ({ step, detail }) => step === "up" && detail === "after 38 s as desk");
    const notice = { code: "ROOT-SERVER", message: "It waited 42 s for the boot server." };
    const noticed = { client: report.client, notice };
    expect((await post("thinsmith/report", JSON.stringify(noticed))).status).toBe(204);
    expect(await serving.says("client-notice")).toMatchObject({ mac: report.client, notice });
    expect((await post("thinsmith/report", "{}")).status).toBe(400);
    expect((await post("thinsmith/report", "no JSON")).status).toBe(400);
    const long = await post("thinsmith/report", "x".repeat(1_000_000)).then(
      ({ status }) => status,
      () => "broken off",
    );
    expect([413, 400, "broken off"]).toContain(long);
    expect((await get("thinsmith/report")).status).toBe(405);
    const put = await get("vmlinuz", { method: "PUT", body: "x" });
    expect(put.status).toBe(405);
    expect(serving.all("client-failed")).toHaveLength(1);
  });

  it("goes on with the old release for those who began with it, when another becomes current", async () => {
    const slow = await slowDownload(`lab/${old}/rootfs.squashfs`, 1024 * 1024);
    const rollback = await thinsmith(workplace, [
      "release",
      "rollback",
      "lab",
      "--to",
      next,
      "--output",
      output,
    ]);
    expect(rollback.status, rollback.stderr).toBe(0);
    await serving.says("offer", ({ release }) => release === next);
    expect(await (await get("clients/default.ipxe")).text()).toContain(`lab/${next}/vmlinuz`);
    expect(await (await get("rootfs.squashfs")).text()).toBe("another root");
    // Both are in use: nothing may be taken away.
    expect(await releasesInUse(join(output, "lab"))).toEqual(new Set([old, next]));
    const prune = await thinsmith(workplace, ["release", "prune", "--keep", "0", "--output", output]);
    expect(prune.stdout).toMatch(new RegExp(`${old} .*stays: being served`));
    expect((await slow.go()).equals(root)).toBe(true);
    // And one that comes again for the rest.
    const rest = await get(`lab/${old}/rootfs.squashfs`, { headers: { Range: "bytes=1000-" } });
    expect(Buffer.from(await rest.arrayBuffer()).equals(root.subarray(1000))).toBe(true);
  });

  it("gives a release on trial to the canaries alone", async () => {
    const mac = "52:54:00:00:77:09";
    const trial = "20261124T090000Z-cccccccc";
    await makeRelease({ output, id: trial, settings: { serve: { canary: [mac] } }, links: ["canary"] });
    await serving.says("offer", ({ canary }) => canary === trial);
    const scriptFor = async (client: string) =>
      (await get(`clients/${client.replaceAll(":", "-")}.ipxe`)).text();
    expect(await scriptFor(mac)).toContain(`lab/${trial}/vmlinuz`);
    expect(await scriptFor("52:54:00:00:77:01")).toContain(`lab/${old}/vmlinuz`);
    expect((await thinsmith(workplace, ["release", "promote", "lab", "--output", output])).status).toBe(0);
    await serving.says("offer", ({ release }) => release === trial);
    expect(await scriptFor("52:54:00:00:77:01")).toContain(`lab/${trial}/vmlinuz`);
  });

  it("keeps to what it had where a new release is damaged", async () => {
    await writeFile(join(output, "lab/releases", next, "rootfs.squashfs"), "damaged");
    await thinsmith(workplace, ["release", "rollback", "lab", "--to", next, "--output", output]);
    const { message } = await serving.says("problem");
    expect(message).toContain(`The release ${next} is damaged: rootfs.squashfs`);
    expect(await (await get("clients/default.ipxe")).text()).toContain(`lab/${old}/vmlinuz`);
  });

  it("serves on through huge headers, slow readers and thousands of idle connections", async () => {
    const huge = await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(100_000)}\r\n\r\n`);
    expect(huge).toMatch(/^HTTP\/1\.1 4(00|31|14) /);
    const sockets: Socket[] = [];
    const idle = Array.from(
      { length: 3000 },
      () =>
        new Promise<void>((done, failed) => {
          const socket = connect(port, "127.0.0.1", done);
          socket.on("error", failed);
          sockets.push(socket);
        }),
    );
    await Promise.all(idle);
    const slow = await Promise.all(
      Array.from({ length: 20 }, () => slowDownload("rootfs.squashfs", 100_000)),
    );
    const whole = await get("rootfs.squashfs");
    expect(Buffer.from(await whole.arrayBuffer()).equals(root)).toBe(true);
    for (const socket of sockets) socket.on("error", () => {}).destroy();
    for (const { go } of slow) expect((await go()).equals(root)).toBe(true);
    // Those that never ask are sent away, not kept.
    const silent = raw("");
    await expect(Promise.race([silent, delay(25_000, "kept")])).resolves.toMatch(/^$|^HTTP\/1\.1 408 /);
  }, 90_000);

  it("ends when it is told to, even while clients load", async () => {
    await slowDownload("rootfs.squashfs", 100_000);
    const { status } = await serving.stop();
    expect(status).toBe(0);
    await expect(get("boot.ipxe")).rejects.toThrow();
    expect(await releasesInUse(join(output, "lab"))).toEqual(new Set());
    expect(serving.events().at(-1)).toMatchObject({ type: "serve-ended", ok: true });
  });
});
