import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { send } from "@fastify/send";
import type { Release } from "../../release/release.ts";
import { BlockCache } from "./block-cache.ts";
import { httpLimits } from "./limits.ts";
import { Link } from "./link.ts";
import { defaultReportPath, type ReportHandlers } from "./reports.ts";
import { answer, askedPath, type Deliver, type Fetch, isPart, type Site } from "./request.ts";
import { finderIn } from "./site-index.ts";

export interface HttpServer {
  readonly port: number;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/** Options of Node's server; times in milliseconds. */
const serverOptions = {
  maxHeaderSize: httpLimits.headerBytes,
  headersTimeout: httpLimits.headerSeconds * 1000,
  requestTimeout: httpLimits.requestSeconds * 1000,
  keepAliveTimeout: httpLimits.keepAliveSeconds * 1000,
  connectionsCheckingInterval: 2_000,
} as const;
/** Connections, and files that are sent at the same time; a client that gets status 503 tries again. */
const mostConnections = 10_000;
const mostFetches = 2_000;
/** Requests on one connection, which is then closed; a client may send many before the first is answered. */
const mostRequests = 100;

/**
 * Resolves when the earlier responses on the same connection are complete. A response gets no `close` event before that;
 * if the client has gone, this never resolves and is garbage collected.
 */
const turnOf = (response: ServerResponse): Promise<void> =>
  new Promise((come) => {
    if (response.socket) come();
    else response.once("socket", () => come());
  });

/** Sends files from this process. */
const deliverer = (site: Site): Deliver => {
  const blockCache = new BlockCache();
  let running = 0;
  const deliver: Deliver = async (request, response, file, ip) => {
    const { method, headers } = request;
    // As for HEAD: it makes status and headers; the body comes from the block cache.
    const options = { root: file.root, index: false, dotfiles: "deny" } as const;
    const asked = await send({ method: "HEAD", headers } as IncomingMessage, encodeURI(file.name), options);
    // There is no second `close` event for a client that has gone meanwhile.
    if (response.destroyed) return;
    const range = asked.headers["Content-Range"];
    if (asked.type !== "file") {
      site.onRefused(ip, askedPath(request), asked.statusCode);
      const more = range === undefined ? {} : { "Content-Range": range };
      response.writeHead(asked.statusCode, { "Content-Type": "text/plain", ...more }).end("cannot be had\n");
      return;
    }
    response.writeHead(asked.statusCode, asked.headers);
    if (method === "HEAD" || asked.statusCode === 304) {
      response.end();
      return;
    }
    const bytes = Number(asked.headers["Content-Length"]);
    const from = Number(/^bytes (\d+)-/.exec(range ?? "")?.[1] ?? 0);
    const { socket } = request;
    const begin = socket.bytesWritten;
    const sent = () => Math.min(bytes, Math.max(0, socket.bytesWritten - begin));
    const part = isPart(headers.range);
    const ended = site.onFetch({ ip, file, from, bytes, part, sent, stop: () => socket.destroy() });
    response.once("close", () =>
      ended(response.writableFinished ? bytes : sent(), response.writableFinished),
    );
    await blockCache.send(response, asked.metadata.path, from, bytes, site.link);
  };
  return async (request, response, file, ip) => {
    await turnOf(response);
    if (response.destroyed || request.socket.destroyed) return;
    if (running >= mostFetches) {
      site.onRefused(ip, askedPath(request), 503);
      response.writeHead(503, { "Retry-After": "5" }).end();
      return;
    }
    running += 1;
    response.once("close", () => {
      running -= 1;
    });
    await deliver(request, response, file, ip);
  };
};

/** Listens on an address and port, or on a socket's path. */
export const listen = async (
  server: Server,
  at: { readonly host: string; readonly port: number } | { readonly path: string },
): Promise<HttpServer> => {
  await once(server.listen(at), "listening");
  // Such as too many open files: clients that are connected are still served.
  server.on("error", () => {});
  return {
    port: "port" in at ? (server.address() as AddressInfo).port : 0,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
};

/** Serves a site over HTTP with lengths, ranges and ETags. @param port 0 takes a free one */
export const serveSite = (site: Site, host: string, port: number): Promise<HttpServer> => {
  const deliver = deliverer(site);
  const server = createServer(serverOptions, (request, response) => {
    void answer(site, deliver, request, response, request.socket.remoteAddress ?? "");
  });
  server.maxConnections = mostConnections;
  server.maxRequestsPerSocket = mostRequests;
  server.setTimeout(httpLimits.idleSeconds * 1000);
  return listen(server, { host, port });
};

interface ReleaseServer {
  /** Get the reports of clients. */
  readonly reportHandlers?: ReportHandlers;
  /** Gets each part of a file that a client reads which does not load it whole. */
  readonly onPart?: (fetch: Fetch) => void;
  /** Of all that is sent, where it is to be as slow as a line. */
  readonly bytesPerSecond?: number | undefined;
}

/** Serves the files of one release that its manifest lists, on a free port, and takes clients' reports. */
export const serveRelease = (
  release: Release,
  host: string,
  { reportHandlers = {}, onPart, bytesPerSecond }: ReleaseServer = {},
): Promise<HttpServer> => {
  const site: Site = {
    find: finderIn(release, defaultReportPath),
    reportHandlers,
    onFetch: (fetch) => {
      if (fetch.part) onPart?.(fetch);
      return () => {};
    },
    onRefused: () => {},
    ...(bytesPerSecond === undefined ? {} : { link: new Link(bytesPerSecond) }),
  };
  return serveSite(site, host, 0);
};
