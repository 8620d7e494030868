import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Release } from "../../src/image/release.ts";
import { type HttpServer, serveRelease } from "../../src/serve/http.ts";

let folder: string;
let server: HttpServer;
const content = "0123456789".repeat(1000);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-http-"));
  await mkdir(join(folder, "release/pxelinux.cfg"), { recursive: true });
  await writeFile(join(folder, "secret"), "secret");
  await writeFile(join(folder, "release/rootfs.squashfs"), content);
  await writeFile(join(folder, "release/pxelinux.cfg/default"), "DEFAULT");
  await writeFile(join(folder, "release/build.log"), "log");
  const files = ["rootfs.squashfs", "pxelinux.cfg/default"].map((name) => ({ name, size: 1, sha256: "" }));
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

  it("refuses to be written to", async () => {
    const { status, headers } = await get("/rootfs.squashfs", { method: "PUT", body: "x" });
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});
