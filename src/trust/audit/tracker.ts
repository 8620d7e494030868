import { readFile, stat } from "node:fs/promises";
import { ThinsmithError, throwIfCancelled, UsageError } from "../../system/errors.ts";
import { sanitize } from "../../system/text.ts";
import { membersOf } from "./json-members.ts";

/** Debian's data had 75 MB in 2026; that of the source package with the most CVEs, linux, 15 MB. */
const limits = { bytes: 256 * 1024 * 1024, memberBytes: 64 * 1024 * 1024, seconds: 120 };

/** CVEs, and names that the tracker gives to what has none as yet. */
const cveName = /^(CVE-\d{4}-\d{4,10}|TEMP-[0-9]{7}-[0-9A-F]{6})$/;

/** What a tracker says of a source package in one suite. */
export interface Issue {
  /** Such as CVE-2026-1234. */
  readonly name: string;
  /** Such as "not yet assigned", "low" or "unimportant". */
  readonly urgency: string;
  /** The source version that has the fix; null where the suite has none. */
  readonly fixed: string | null;
}

/** The issues of source packages in one suite, by the names of the packages. */
export type Issues = ReadonlyMap<string, readonly Issue[]>;

const tooLarge = (where: string) =>
  new ThinsmithError(`The tracker's data, ${where}, is larger than ${limits.bytes / 1024 / 1024} MiB.`, {
    remedy: "Give the JSON of https://security-tracker.debian.org/tracker/data/json.",
  });

const fetchBytes = async (address: string, signal: AbortSignal | undefined): Promise<Buffer> => {
  const timeout = AbortSignal.timeout(limits.seconds * 1000);
  try {
    const response = await fetch(address, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    if (!response.ok || !response.body) throw new Error(`the server answers with status ${response.status}`);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body) {
      bytes += chunk.length;
      if (bytes > limits.bytes) throw tooLarge(address);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    throwIfCancelled(signal);
    if (error instanceof ThinsmithError) throw error;
    const { message, cause } = error as Error;
    const why = timeout.aborted
      ? `it takes longer than ${limits.seconds} seconds`
      : cause instanceof Error
        ? cause.message
        : message;
    throw new ThinsmithError(`The tracker's data cannot be fetched from ${address}: ${sanitize(why)}.`, {
      remedy: "Fetch it by other means, and give the file: --tracker FILE",
      cause: error,
    });
  }
};

const readBytes = async (file: string): Promise<Buffer> => {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile())
    throw new UsageError(
      `There is no file ${sanitize(file)} with the tracker's data.`,
      "Give a file or a URL.",
    );
  if (found.size > limits.bytes) throw tooLarge(sanitize(file));
  return readFile(file);
};

/** A property of what may be anything. Without a schema: linux alone has ten thousand issues. */
const property = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** Versions and words of a tracker. */
const plain = /^[\x20-\x7e]{0,200}$/;

const textIn = (value: unknown, name: string): string | undefined => {
  const text = property(value, name);
  return typeof text === "string" && plain.test(text) ? text : undefined;
};

/** What is no issue counts as nothing, rather than that all is refused. */
const issuesIn = (member: Buffer, suite: string): Issue[] => {
  const issues: unknown = JSON.parse(member.toString());
  if (typeof issues !== "object" || issues === null || Array.isArray(issues))
    throw new Error("it has no issues");
  return Object.entries(issues).flatMap(([name, issue]): Issue[] => {
    if (!cveName.test(name)) return [];
    const here = property(property(issue, "releases"), suite);
    const fixed = textIn(here, "fixed_version");
    const urgency = textIn(here, "urgency") ?? "";
    const status = textIn(here, "status");
    if (status === "open") return [{ name, urgency, fixed: null }];
    // Version 0: no version of the suite has been affected.
    return status === "resolved" && fixed && fixed !== "0" ? [{ name, urgency, fixed }] : [];
  });
};

/**
 * Reads the data of Debian's security tracker: source package -> CVE -> releases -> suite -> status, fixed_version, urgency.
 * Only what it says of some packages is parsed. It may be anything: sizes and time are bounded.
 * @param where a file, or an address that begins with http:// or https://
 * @throws UsageError, ThinsmithError where it cannot be had, or is no such data
 */
export const readTracker = async (
  where: string,
  suite: string,
  sources: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<Issues> => {
  const bytes = /^https?:\/\//i.test(where) ? await fetchBytes(where, signal) : await readBytes(where);
  const issues = new Map<string, readonly Issue[]>();
  try {
    for (const { name, value } of membersOf(bytes, sources)) {
      if (value.length > limits.memberBytes) throw new Error(`it has too much about ${name}`);
      issues.set(name, issuesIn(value, suite));
    }
  } catch (error) {
    throw new ThinsmithError(
      `${sanitize(where)} is not the tracker's data: ${sanitize((error as Error).message)}.`,
      {
        remedy: "Give the JSON of https://security-tracker.debian.org/tracker/data/json.",
        cause: error,
      },
    );
  }
  return issues;
};
