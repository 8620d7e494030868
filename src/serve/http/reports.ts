import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { readJson } from "../../grammar/json.ts";
import { httpLimits } from "./limits.ts";

/** Path that clients post to when their image names no other. */
export const defaultReportPath = "thinsmith/report";

/** What a client that cannot start posts (guest: fail_report in messages.sh). */
const failureSchema = z.object({
  /** MAC address. */
  client: z.string(),
  code: z.string(),
  message: z.string(),
  /** What to do; older images do not send it. */
  remedy: z.string().optional(),
  facts: z.string(),
});

export type ClientFailure = z.output<typeof failureSchema>;

/** What a client posts once it is up (guest: /usr/lib/thinsmith/up). */
const upSchema = z.object({
  client: z.string(),
  up: z.object({ seconds: z.number(), hostname: z.string() }),
});

type ClientUp = z.output<typeof upSchema>;

/** What a client posts that runs, and had to wait, or has found something wrong (guest: /usr/share/thinsmith/stream/keeper). */
const noticeSchema = z.object({
  client: z.string(),
  notice: z.object({ code: z.string(), message: z.string() }),
});

export type ClientNotice = z.output<typeof noticeSchema>["notice"];

/** Get the reports of clients, with the client's IP address. */
export interface ReportHandlers {
  readonly onFailure?: (failure: ClientFailure, address: string) => void;
  readonly onUp?: (up: ClientUp, address: string) => void;
  readonly onNotice?: (client: string, notice: ClientNotice, address: string) => void;
}

const pass = (text: string, address: string, { onFailure, onUp, onNotice }: ReportHandlers): boolean => {
  const up = readJson(upSchema, text);
  const said = up ? undefined : readJson(noticeSchema, text);
  const failure = up || said ? undefined : readJson(failureSchema, text);
  if (up) onUp?.(up, address);
  if (said) onNotice?.(said.client, said.notice, address);
  if (failure) onFailure?.(failure, address);
  return Boolean(up ?? said ?? failure);
};

/** Reads a client's report, of at most `httpLimits.bodyBytes`, and answers. @param address of the client */
export const receiveReport = (
  request: IncomingMessage,
  response: ServerResponse,
  address: string,
  reportHandlers: ReportHandlers,
): void => {
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    text += chunk;
    if (text.length > httpLimits.bodyBytes) request.destroy();
  });
  request.on("end", () => {
    if (pass(text, address, reportHandlers)) response.writeHead(204).end();
    else response.writeHead(400, { "Content-Type": "text/plain" }).end("not a report\n");
  });
};
