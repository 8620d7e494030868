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

/** The first and the last byte that a request's Range names; undefined without one. */
export const rangeOf = (request: IncomingMessage): readonly [from: number, to: number] | undefined => {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  return from === undefined ? undefined : [Number(from), to ? Number(to) : Number.POSITIVE_INFINITY];
};

/** Where a request's Range begins; 0 without one. */
export const rangeStart = (request: IncomingMessage): number => rangeOf(request)?.[0] ?? 0;

/**
 * Sends a file, or the part of it that the request's Range names.
 * @param bytes ends the connection after so many, as a cable that is pulled would
 */
export const sendFile = async (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  bytes = Number.POSITIVE_INFINITY,
): Promise<void> => {
  const { size } = await stat(path);
  const range = rangeOf(request);
  const [start, end] = range ? [range[0], Math.min(range[1], size - 1)] : [0, size - 1];
  response.writeHead(range ? 206 : 200, {
    "Accept-Ranges": "bytes",
    "Content-Length": end - start + 1,
    ...(range ? { "Content-Range": `bytes ${start}-${end}/${size}` } : {}),
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const last = Math.min(end, start + bytes - 1);
  const stream = createReadStream(path, { start, end: last });
  stream.on("error", () => response.destroy());
  stream.pipe(response, { end: last === end });
  if (last < end) stream.on("end", () => response.write("", () => response.destroy()));
};
