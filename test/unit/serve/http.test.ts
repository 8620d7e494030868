import { mkdir, mkdtemp, readdir, readlink, rm, truncate, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Release } from "../../../src/release/release.ts";
import { type HttpServer, serveRelease } from "../../../src/serve/http/built-in.ts";
import { waitFor } from "../../support/wait.ts";

let folder: string;
let server: HttpServer;
const content = "0123456789".repeat(1000);
const largeBytes = 32 * 1024 * 1024;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-http-"));
  await mkdir(join(folder, "release/pxelinux.cfg"), { recursive: true });
  await writeFile(join(folder, "secret"), "secret");
  await writeFile(join(folder, "release/rootfs.squashfs"), content);
  await writeFile(join(folder, "release/pxelinux.cfg/default"), "DEFAULT");
  await writeFile(join(folder, "release/build.log"), "log");
  await writeFile(join(folder, "release/empty"), "");
  await writeFile(join(folder, "release/large"), "");
  await truncate(join(folder, "release/large"), largeBytes);
  const files = ["rootfs.squashfs", "pxelinux.cfg/default", "empty", "large", "shrinks"].map((name) => ({
    name,
    size: 1,
    sha256: "",
  }));
  server = await serveRelease(
    { directory: join(folder, "release"), manifest: { files } } as unknown as Release,
    "127.0.0.1",
  );
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);

/** A request as it is written, without a client's own tidying of the path. */
const raw = (path: string) =>
  new Promise<string>((answered, failed) => {
    const socket = connect(server.port, "127.0.0.1", () => socket.write(`GET ${path} HTTP/1.0\r\n\r\n`));
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => answered(text));
    socket.on("error", failed);
  });

/** Sends requests over so many connections, and breaks each off: at once, or when an answer has begun. */
const breakOff = async (connections: number, text: string, when: "at once" | "later") => {
  const one = () =>
    new Promise<void>((gone) => {
      const socket = connect(server.port, "127.0.0.1", () => {
        socket.write(text, () => when === "at once" && socket.resetAndDestroy());
      });
      socket.once("data", () => socket.resetAndDestroy());
      socket.on("error", () => {}).on("close", () => gone());
    });
  for (let begun = 0; begun < connections; begun += 50) await Promise.all(Array.from({ length: 50 }, one));
};

/** How often this process, which is the server, has a file open. */
const handlesOf = async (name: string) => {
  const links = (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ""));
  return (await Promise.all(links)).filter((path) => path.endsWith(name)).length;
};

describe("HTTP server", () => {
  it("gives whole files, parts of them and their length", async () => {
    const whole = await get("/rootfs.squashfs");
    expect(await whole.text()).toBe(content);
    expect(whole.headers.get("etag")).toBeTruthy();
    const part = await get("/rootfs.squashfs", { headers: { Range: "bytes=9990-" } });
    expect([part.status, await part.text()]).toEqual([206, "0123456789"]);
    const head = await get("/rootfs.squashfs", { method: "HEAD" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, "10000"]);
    expect((await get("/pxelinux.cfg/default")).status).toBe(200);
  });

  it.each([
    "/",
    "/build.log",
    "/nothing",
    "/../secret",
    "/%2e%2e/secret",
    "/pxelinux.cfg/../../secret",
    "/%",
    "//secret",
  ])("has no %s", async (path) => {
    expect(await raw(path)).toMatch(/^HTTP\/1\.1 404/);
  });

  it("says how long a file is that a range is beyond, and gives empty ones", async () => {
    const beyond = await get("/rootfs.squashfs", { headers: { Range: "bytes=10000-" } });
    expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */10000"]);
    const last = await get("/rootfs.squashfs", { headers: { Range: "bytes=9999-9999" } });
    expect([last.status, last.headers.get("content-range"), await last.text()]).toEqual([
      206,
      "bytes 9999-9999/10000",
      "9",
    ]);
    const empty = await get("/empty");
    expect([empty.status, empty.headers.get("content-length"), await empty.text()]).toEqual([200, "0", ""]);
  });

  it("answers requests that come all at once one after the other", async () => {
    const request = (headers: string) => `GET /rootfs.squashfs HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
    const answers = await new Promise<string>((answered, failed) => {
      const socket = connect(server.port, "127.0.0.1", () =>
        socket.write(`${request("Range: bytes=0-2\r\n")}${request("")}${request("Connection: close\r\n")}`),
      );
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk;
      });
      socket.on("end", () => answered(text)).on("error", failed);
    });
    expect(answers.split(/(?=HTTP\/1\.1 )/).map((one) => one.split("\r\n\r\n")[1])).toEqual([
      "012",
      content,
      content,
    ]);
  });

  // More than it sends at the same time: each would be counted for ever.
  it.each([
    ["a request", 2500, 1, "at once"],
    ["the first of many requests", 50, 60, "later"],
  ] as const)("forgets clients that break off %s", async (_, connections, requests, when) => {
    await breakOff(connections, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n".repeat(requests), when);
    await waitFor(async () => (await handlesOf("/release/large")) === 0);
    expect((await get("/rootfs.squashfs")).status).toBe(200);
  });

  it("breaks off where a file becomes shorter, and gives the next client what there is", async () => {
    const file = join(folder, "release/shrinks");
    await writeFile(file, "");
    await truncate(file, largeBytes);
    const response = await get("/shrinks");
    await truncate(file, 1000);
    await expect(response.arrayBuffer()).rejects.toThrow();
    const next = await get("/shrinks");
    expect((await next.arrayBuffer()).byteLength).toBe(1000);
    await waitFor(async () => (await handlesOf("/release/shrinks")) === 0);
  });

  it("refuses to be written to", async () => {
    const { status, headers } = await get("/rootfs.squashfs", { method: "PUT", body: "x" });
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});
