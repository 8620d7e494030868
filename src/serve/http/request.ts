import { realpath } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Link } from "./link.ts";
import { type ReportHandlers, receiveReport } from "./reports.ts";

/** A file that a path leads to. `root` has no symbolic link in it, and neither may the way from there to `name`. */
export interface SiteFile {
  readonly kind: "file";
  readonly root: string;
  readonly name: string;
  readonly size: number;
  /** Id of the release that it is part of. */
  readonly release?: string;
}

/** What a path leads to. */
export type SiteEntry =
  | SiteFile
  | { readonly kind: "text"; readonly text: string | Buffer }
  /** Where clients post their reports. */
  | { readonly kind: "report" };

/** A fetch of a file that begins. */
export interface Fetch {
  /** Address of the client. */
  readonly ip: string;
  readonly file: SiteFile;
  /** First byte, and number of bytes, of the response's body. */
  readonly from: number;
  readonly bytes: number;
  /** Whether the request named its last byte: a client reads parts of a file that it does not load whole (boot.root). */
  readonly part: boolean;
  /** Bytes of the body sent so far. */
  readonly sent: () => number;
  /** Ends the fetch. */
  readonly stop: () => void;
}

/** Whether a Range header names its last byte. One that goes on with a file does not. */
export const isPart = (range: string | undefined): boolean => /^bytes=\d+-\d+$/.test(range ?? "");

/** What is served, and handlers of what clients do. */
export interface Site {
  /** @param path decoded, without a query */
  readonly find: (path: string) => SiteEntry | undefined;
  readonly reportHandlers: ReportHandlers;
  /** A fetch begins; returns what to call at its end. */
  readonly onFetch: (fetch: Fetch) => (sent: number, complete: boolean) => void;
  readonly onRefused: (ip: string, path: string, status: number) => void;
  /** A text has been sent. */
  readonly onText?: (ip: string, path: string) => void;
  /** All files that are sent go through it. */
  readonly link?: Link;
}

/** Sends a file, or lets nginx send it. Rejects when the file cannot be sent completely. */
export type Deliver = (
  request: IncomingMessage,
  response: ServerResponse,
  file: SiteFile,
  ip: string,
) => Promise<void>;

/** A request's path, decoded, without the leading slash; undefined where it is not a path. */
const pathOf = (url: string | undefined): string | undefined => {
  try {
    const path = decodeURIComponent((url ?? "").split("?")[0] ?? "");
    return path.startsWith("/") ? path.slice(1) : undefined;
  } catch {
    return undefined;
  }
};

/** Characters of a path that are shown and logged. */
const longestShown = 200;

/** What a request asks for, as a person reads it: `/` for the root. */
export const askedPath = ({ url }: IncomingMessage): string => {
  const path = pathOf(url);
  return (path === undefined ? (url ?? "") : `/${path}`).slice(0, longestShown);
};

/** Whether a file exists and no part of its path below the root is a symbolic link, which could lead anywhere. */
const isPlain = async ({ root, name }: SiteFile): Promise<boolean> => {
  const path = join(root, name);
  return (await realpath(path).catch(() => undefined)) === path;
};

/**
 * Answers one request; 404 for every path that the site does not have. Never throws.
 * @param ip address of the client
 */
export const answer = async (
  site: Site,
  deliver: Deliver,
  request: IncomingMessage,
  response: ServerResponse,
  ip: string,
): Promise<void> => {
  const path = pathOf(request.url);
  const refuse = (status: number, message: string, headers = {}) => {
    site.onRefused(ip, askedPath(request), status);
    response.writeHead(status, { "Content-Type": "text/plain", ...headers }).end(`${message}\n`);
  };
  const found = path === undefined ? undefined : site.find(path);
  if (!found) return refuse(404, "not found");
  const { method = "" } = request;
  if (found.kind === "report") {
    if (method !== "POST") return refuse(405, "reports are sent here by POST", { Allow: "POST" });
    return receiveReport(request, response, ip, site.reportHandlers);
  }
  if (method !== "GET" && method !== "HEAD") return refuse(405, "only GET and HEAD", { Allow: "GET, HEAD" });
  if (found.kind === "text") {
    site.onText?.(ip, path ?? "");
    const body = typeof found.text === "string" ? Buffer.from(found.text) : found.text;
    response.writeHead(200, { "Content-Type": "text/plain", "Content-Length": body.length });
    response.end(method === "HEAD" ? undefined : body);
    return;
  }
  if (!(await isPlain(found))) return refuse(404, "not found");
  if (response.destroyed) return;
  await deliver(request, response, found, ip).catch(() => {
    site.onRefused(ip, askedPath(request), 500);
    // Once the response has begun, it is cut short: the client sees that it is incomplete and tries again.
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end();
  });
};
