import { connect, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { sanitize } from "../system/text.ts";

/** Between two tries: an emulated client starts its services one after the other. */
const pauseMilliseconds = 500;
/** Of what a service says, so much is read. */
const mostCharacters = 256;

/** A TCP port of this machine that nothing listens on now. */
export const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer()
      .on("error", failed)
      .listen(0, "127.0.0.1", () => {
        const address = server.address();
        server.close(() => done(typeof address === "object" && address ? address.port : 0));
      });
  });

/** What a port of this machine says first; empty where it says nothing in time, or does not answer. */
const firstWords = (port: number, milliseconds: number, signal: AbortSignal): Promise<string> =>
  new Promise((done) => {
    let text = "";
    const socket = connect({ port, host: "127.0.0.1", signal, timeout: milliseconds });
    const end = () => {
      socket.destroy();
      done(text);
    };
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      text = (text + chunk).slice(0, mostCharacters);
      if (text.includes("\n") || text.length === mostCharacters) end();
    });
    socket.on("timeout", end).on("end", end).on("error", end).on("close", end);
  });

/**
 * Waits until a port of this machine, which leads to a service of the client, says what it should.
 * @returns what it said last, safe to print; `ok` where that is right
 */
export const waitForAnswer = async (
  port: number,
  begins: string,
  seconds: number,
  signal: AbortSignal,
): Promise<{ readonly ok: boolean; readonly said: string }> => {
  const until = performance.now() + seconds * 1000;
  let said = "";
  while (!signal.aborted) {
    const left = until - performance.now();
    if (left <= 0) break;
    const words = await firstWords(port, left, signal);
    said = sanitize(words.split(/\r?\n/, 1)[0] ?? "") || said;
    if (words.startsWith(begins)) return { ok: true, said };
    await setTimeout(pauseMilliseconds, undefined, { signal }).catch(() => {});
  }
  return { ok: false, said };
};
