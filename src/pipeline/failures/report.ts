import { createReadStream } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Settings } from "../../settings/schema.ts";
import { examine, type Need } from "../../system/needs.ts";
import { sanitize } from "../../system/text.ts";
import { version } from "../../system/version.ts";
import type { Failure } from "../events.ts";

const logLines = 200;
/** This much of the end of a log is read; `logLines` lines are seldom longer. */
const logBytes = 512 * 1024;

/** The last lines of a log of any size, or why it cannot be read. */
const tailOf = async (path: string): Promise<string[]> => {
  try {
    const { size } = await stat(path);
    const end = await text(createReadStream(path, { start: Math.max(0, size - logBytes) }));
    return end.trimEnd().split("\n").slice(-logLines);
  } catch (error) {
    return [`(the log cannot be read: ${(error as Error).message})`];
  }
};

/** Removes secrets: crypt(5) hashes, and names and passwords in addresses. */
export const withoutSecrets = (report: string): string =>
  report
    .replace(/\$(?:1|2[abxy]|5|6|7|y|gy|sm3|sha1|md5)\$[^\s"':,\\]+/g, "(password hash left out)")
    .replace(/(\w:\/\/)[^\s/@"']+@/g, "$1(left out)@");

const withoutPassword = ({ client, ...settings }: Settings) => ({
  ...settings,
  client: { ...client, passwordHash: client.passwordHash === null ? null : "(left out)" },
});

/** The text of a report on a failure, for people who are asked for help. */
const reportOf = async (
  failure: Failure,
  settings: Settings,
  needs: readonly Need[],
  now: Date,
): Promise<string> => {
  const [system, findings, log] = await Promise.all([
    readFile("/etc/os-release", "utf8").catch(() => "(no /etc/os-release)"),
    examine(needs),
    failure.log ? tailOf(failure.log) : (failure.lastLines ?? []),
  ]);
  const said = [
    failure.message,
    ...(failure.remedy ? [`what to do  ${failure.remedy}`] : []),
    ...(failure.stage ? [`stage       ${failure.stage}`] : []),
    ...(failure.command ? [`command     ${failure.command.join(" ")}`] : []),
    ...(failure.exitCode === undefined ? [] : [`exit        ${failure.exitCode}`]),
    ...(failure.log ? [`log         ${failure.log}`] : []),
  ];
  const doctor = findings.map(
    ({ ok, what, remedy }) => `${ok ? "ok     " : "missing"}  ${what}${remedy ? `: ${remedy}` : ""}`,
  );
  const parts: [string, readonly string[]][] = [
    ["thinsmith", [`thinsmith ${version}, Node.js ${process.version}`, now.toISOString()]],
    ["failure", said],
    ["system", system.trimEnd().split("\n")],
    ["doctor", doctor],
    ["settings", JSON.stringify(withoutPassword(settings), null, 2).split("\n")],
    [`log, the last ${log.length} lines`, log],
  ];
  return withoutSecrets(
    parts.map(([title, lines]) => `== ${title}\n${lines.map(sanitize).join("\n")}\n`).join("\n"),
  );
};

/**
 * Writes a report into a directory and resolves with its path. It overwrites no file.
 * @param needs the report says whether this machine has them
 * @throws the error of open(2) if the report cannot be written
 */
export const saveReport = async (
  failure: Failure,
  settings: Settings,
  needs: readonly Need[],
  directory = process.cwd(),
  now = new Date(),
): Promise<string> => {
  const report = await reportOf(failure, settings, needs, now);
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  for (let count = 1; ; count += 1) {
    const path = join(directory, `report-${settings.name}-${time}${count === 1 ? "" : `-${count}`}.txt`);
    try {
      await writeFile(path, report, { flag: "wx", mode: 0o600 });
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
};
