import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import send from "send";
import { z } from "zod";
import type { Release } from "../image/release.ts";

export interface HttpServer {
  readonly port: number;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/** Files of a release that clients may ask for: what its manifest lists. */
const servedPaths = ({ manifest }: Release) => new Set(manifest.files.map(({ name }) => `/${name}`));

/** Where clients that cannot start send why, and how much they may say. */
const reportPath = "/thinsmith/report";
const reportBytes = 16 * 1024;

/** What a client that cannot start sends (guest: fail_report in messages.sh). */
const failureSchema = z.object({
  /** MAC address. */
  client: z.string(),
  code: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
  facts: z.string(),
});

export type ClientFailure = z.output<typeof failureSchema>;

const takeReport = (
  request: IncomingMessage,
  response: ServerResponse,
  onFailure: (failure: ClientFailure) => void,
) => {
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    text += chunk;
    if (text.length > reportBytes) request.destroy();
  });
  request.on("end", () => {
    try {
      onFailure(failureSchema.parse(JSON.parse(text)));
      response.writeHead(204).end();
    } catch {
      response.writeHead(400, { "Content-Type": "text/plain" }).end("not a report\n");
    }
  });
};

/**
 * Serves the files of a release over HTTP with lengths, ranges and ETags. What the manifest does not list does
 * not exist for a client.
 * @param port 0 takes a free one
 * @param onFailure gets what clients that cannot start say of it
 */
export const serveRelease = async (
  release: Release,
  host: string,
  port = 0,
  onFailure: (failure: ClientFailure) => void = () => {},
): Promise<HttpServer> => {
  const served = servedPaths(release);
  const server: Server = createServer((request, response) => {
    const path = decodePath(request.url);
    if (request.method === "POST" && path === reportPath) {
      takeReport(request, response, onFailure);
      return;
    }
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
