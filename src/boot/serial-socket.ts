import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** Characters of a serial port that are kept: a client in a loop must not fill the memory. */
export const keptText = 4 * 1024 * 1024;

/** Listens on a Unix socket that a virtual machine connects to. */
export const listenOn = async (path: string, onSocket: (socket: Socket) => void): Promise<Server> => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    onSocket(socket);
  });
  await once(server.listen(path), "listening");
  return server.on("error", () => {});
};

/**
 * Listens on a Unix socket that a virtual machine's serial port is connected to.
 * @param onText gets each chunk, and the last `keptText` characters so far
 */
export const listenOnSerialSocket = (
  path: string,
  onText: (chunk: string, all: string) => void,
): Promise<Server> => {
  let text = "";
  return listenOn(path, (socket) => {
    // A character may come in pieces.
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-keptText);
      onText(chunk, text);
    });
  });
};
