import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import send from "send";
import type { Release } from "../image/release.ts";

export interface HttpServer {
  readonly port: number;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/** Files of a release that clients may ask for: what its manifest lists. */
const servedPaths = ({ manifest }: Release) => new Set(manifest.files.map(({ name }) => `/${name}`));

/**
 * Serves the files of a release over HTTP with lengths, ranges and ETags. What the manifest does not list does
 * not exist for a client.
 * @param port 0 takes a free one
 */
export const serveRelease = async (release: Release, host: string, port = 0): Promise<HttpServer> => {
  const served = servedPaths(release);
  const server: Server = createServer((request, response) => {
    const path = decodePath(request.url);
    if ((request.method !== "GET" && request.method !== "HEAD") || path === undefined || !served.has(path)) {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("not found\n");
      return;
    }
    send(request, path, { root: release.directory, index: false, dotfiles: "deny" }).pipe(response);
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, host, listening);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
};

const decodePath = (url: string | undefined): string | undefined => {
  try {
    return decodeURIComponent((url ?? "").split("?")[0] ?? "");
  } catch {
    return undefined;
  }
};
