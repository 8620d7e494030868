import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fillFrom } from "../../system/files.ts";

/** A client that a boot server has written into its log. */
export interface SeenClient {
  /** In lower case, with colons. */
  readonly mac: string;
  /** When it was seen last. */
  readonly at: Date;
}

/** As many logs are read, those written last. */
const mostLogs = 20;
/** As much of the end of each log is read, in bytes: some 10,000 lines. */
const mostRead = 1024 * 1024;
/** More are too many to pick from. */
const mostSeen = 10_000;

/** What a client has done, as `describer` writes it. A client that only asked for what there is not counts for nothing. */
const line =
  /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([0-9a-f]{2}(?::[0-9a-f]{2}){5}) (?:\([0-9a-f.:]+\) )?(?:asks|has|is up|fetches)\b/;

const endOf = async (path: string): Promise<string> => {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - mostRead);
    return (await fillFrom(file, from, Buffer.alloc(size - from))).toString("latin1");
  } finally {
    await file.close();
  }
};

/** Logs of boot servers, the newest first; regular files alone. */
const logsIn = async (directories: readonly string[]): Promise<string[]> => {
  const found: { path: string; at: number }[] = [];
  for (const directory of directories) {
    const names = await readdir(directory).catch((): string[] => []);
    for (const name of names.filter((one) => /^serve-.*\.log$/.test(one))) {
      const path = join(directory, name);
      const facts = await lstat(path).catch(() => undefined);
      if (facts?.isFile()) found.push({ path, at: facts.mtimeMs });
    }
  }
  return found
    .sort((a, b) => b.at - a.at)
    .slice(0, mostLogs)
    .map(({ path }) => path);
};

/**
 * Clients that boot servers on this machine have seen, the last one first. What a client says of itself proves nothing: a
 * person has to know the address.
 * @param directories of images, where `serve` writes its logs; what cannot be read is left out
 */
export const clientsSeen = async (directories: readonly string[]): Promise<SeenClient[]> => {
  const seen = new Map<string, Date>();
  for (const path of await logsIn(directories)) {
    const text = await endOf(path).catch(() => "");
    for (const written of text.split("\n")) {
      const [, time = "", mac = ""] = line.exec(written) ?? [];
      const at = new Date(time);
      if (Number.isNaN(at.getTime()) || at <= (seen.get(mac) ?? new Date(0))) continue;
      if (seen.has(mac) || seen.size < mostSeen) seen.set(mac, at);
    }
  }
  return [...seen]
    .map(([mac, at]) => ({ mac, at }))
    .sort((a, b) => b.at.getTime() - a.at.getTime() || (a.mac < b.mac ? -1 : 1));
};
