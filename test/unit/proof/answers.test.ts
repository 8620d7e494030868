import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { freePort, waitForAnswer } from "../../../src/proof/answers.ts";

let server: Server | undefined;
afterEach(async () => {
  const open = server;
  server = undefined;
  if (open) await new Promise((done) => open.close(done));
});

const serving = async (port: number, talk: (socket: Socket) => void): Promise<void> => {
  server = createServer((socket) => {
    socket.on("error", () => {});
    talk(socket);
  });
  await new Promise<void>((done) => server?.listen(port, "127.0.0.1", done));
};
const never = new AbortController().signal;

describe("a service that a role promises", () => {
  it("answers once it is there", async () => {
    const port = await freePort();
    const waiting = waitForAnswer(port, "SSH-2.0-", 30, never);
    await serving(port, (socket) => socket.end("SSH-2.0-OpenSSH_10.0\r\nmore"));
    expect(await waiting).toEqual({ ok: true, said: "SSH-2.0-OpenSSH_10.0" });
  });

  it("that takes its words in pieces is heard whole", async () => {
    const port = await freePort();
    await serving(port, (socket) => {
      socket.write("SSH-");
      setImmediate(() => socket.end("2.0-x\n"));
    });
    expect(await waitForAnswer(port, "SSH-2.0-", 30, never)).toEqual({ ok: true, said: "SSH-2.0-x" });
  });

  it("does not answer where nothing listens", async () => {
    expect(await waitForAnswer(await freePort(), "SSH-2.0-", 0.2, never)).toEqual({ ok: false, said: "" });
  });

  it("that says something else is quoted, without what could harm a terminal", async () => {
    const port = await freePort();
    await serving(port, (socket) => socket.end("HTTP/1.1 400\x1b[2J\r\n"));
    expect(await waitForAnswer(port, "SSH-2.0-", 0.2, never)).toEqual({ ok: false, said: "HTTP/1.1 400" });
  });

  it("that never stops talking is cut", async () => {
    const port = await freePort();
    await serving(port, (socket) => {
      socket.write("x".repeat(1_000_000));
    });
    const { ok, said } = await waitForAnswer(port, "SSH-2.0-", 0.2, never);
    expect([ok, said.length]).toEqual([false, 256]);
  });

  it("is not waited for once nobody wants to know", async () => {
    const stop = new AbortController();
    const waiting = waitForAnswer(await freePort(), "SSH-2.0-", 3600, stop.signal);
    stop.abort();
    expect(await waiting).toEqual({ ok: false, said: "" });
  });
});
