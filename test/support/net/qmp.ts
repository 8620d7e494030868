import { connect, type Socket } from "node:net";
import { waitFor } from "../wait.ts";

/** QEMU's machine protocol on a socket: one JSON document a line (docs/interop/qmp-spec of QEMU). */
export const openQmp = async (path: string) => {
  let socket: Socket | undefined;
  // The machine makes it when it starts.
  await waitFor(
    () =>
      new Promise<boolean>((done) => {
        const attempt = connect(path, () => {
          socket = attempt;
          done(true);
        }).on("error", () => done(false));
      }),
    60,
  );
  const open = socket as Socket;
  const waiting = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>();
  let text = "";
  let next = 1;
  open
    .on("error", () => {})
    .on("close", () => {
      for (const { failed } of waiting.values()) failed(new Error("the machine is gone"));
    });
  open.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const message = JSON.parse(line) as { id?: number; return?: unknown; error?: { desc: string } };
      const waits = waiting.get(message.id ?? 0);
      waiting.delete(message.id ?? 0);
      if (message.error) waits?.failed(new Error(message.error.desc));
      else waits?.done(message.return);
    }
  });
  const execute = (command: string, args: object = {}) =>
    new Promise<unknown>((done, failed) => {
      if (open.destroyed) {
        failed(new Error("the machine is gone"));
        return;
      }
      const id = next++;
      waiting.set(id, { done, failed });
      open.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });
  await execute("qmp_capabilities");
  return { execute, close: () => open.destroy() };
};
