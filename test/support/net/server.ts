import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";

/** A server of a test's own on loopback; `address` is how a client in QEMU calls it. */
export const serve = async (listener: RequestListener, tls?: { key: string; cert: string }, port = 0) => {
  const server = tls ? createSecureServer(tls, listener) : createServer(listener);
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", listening);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    port: bound,
    address: `10.0.2.2:${bound}`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
};

/** Where a request's Range begins; 0 without one. */
export const rangeStart = (request: IncomingMessage): number =>
  Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);

/**
 * Sends a file from where the request's Range begins.
 * @param bytes ends the connection after so many, as a cable that is pulled would
 */
export const sendFile = async (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  bytes = Number.POSITIVE_INFINITY,
): Promise<void> => {
  const { size } = await stat(path);
  const start = rangeStart(request);
  response.writeHead(start > 0 ? 206 : 200, {
    "Content-Length": size - start,
    ...(start > 0 ? { "Content-Range": `bytes ${start}-${size - 1}/${size}` } : {}),
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const last = Math.min(size, start + bytes) - 1;
  const stream = createReadStream(path, { start, end: last });
  stream.on("error", () => response.destroy());
  stream.pipe(response, { end: last === size - 1 });
  if (last < size - 1) stream.on("end", () => response.write("", () => response.destroy()));
};
