import type { Socket } from "node:net";
import { z } from "zod";
import { readJson } from "../grammar/json.ts";

/** What QEMU answers; events and the greeting have no id. */
const messageSchema = z.object({
  id: z.int().optional(),
  return: z.unknown().optional(),
  error: z.object({ desc: z.string() }).optional(),
});

/** Commands to a running QEMU. */
export interface Qmp {
  /** @throws Error with QEMU's words, or when the machine is gone */
  execute(command: string, args?: object): Promise<unknown>;
  /** Whether the machine is gone. */
  readonly gone: boolean;
  close(): void;
}

/** QEMU's machine protocol on a socket: one JSON document a line (docs/interop/qmp-spec of QEMU). */
export const openQmp = async (socket: Socket): Promise<Qmp> => {
  const waiting = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>();
  let text = "";
  let next = 1;
  socket
    .on("error", () => {})
    .on("close", () => {
      for (const { failed } of waiting.values()) failed(new Error("the machine is gone"));
    });
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const { id = 0, error, return: value } = readJson(messageSchema, line) ?? {};
      const waits = waiting.get(id);
      waiting.delete(id);
      if (error) waits?.failed(new Error(error.desc));
      else waits?.done(value);
    }
  });
  const execute = (command: string, args: object = {}) =>
    new Promise<unknown>((done, failed) => {
      if (socket.destroyed) return failed(new Error("the machine is gone"));
      const id = next++;
      waiting.set(id, { done, failed });
      socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });
  await execute("qmp_capabilities");
  return {
    execute,
    close: () => socket.destroy(),
    get gone() {
      return socket.destroyed;
    },
  };
};
