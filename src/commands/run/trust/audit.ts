import { fetchPackageLists } from "../../../builders/local/package-lists.ts";
import { findRelease } from "../../../release/release.ts";
import { onInterrupt } from "../../../system/signals/interrupts.ts";
import { sanitize } from "../../../system/text.ts";
import { type AuditReport, auditRelease } from "../../../trust/audit/run.ts";
import type { OptionsOf } from "../../options.ts";
import type { releaseAudit } from "../../release.ts";
import { report } from "../../report.ts";
import { print, printJson } from "../print.ts";

/** How many names a line has; --json has all. */
const mostNames = 6;

const few = (names: readonly string[]): string =>
  names.length > mostNames
    ? `${names.slice(0, mostNames).join(", ")} and ${names.length - mostNames} more`
    : names.join(", ");

const count = (number: number, one: string, more = `${one}s`) => `${number} ${number === 1 ? one : more}`;

const updateLine = ({ name, installed, available, archive, mends }: AuditReport["updates"][number]): string =>
  `${name}  ${installed} -> ${available}  ${archive}${mends.length > 0 ? `  ${few(mends.map((issue) => issue.name))}` : ""}`;

/** The sentence at the end, and the exit status. */
const verdict = ({
  id,
  name,
  updates,
  unlisted,
  packages,
  stale,
}: AuditReport): [sentence: string, status: number] => {
  const what = `${name} ${id}`;
  const security = updates.filter((update) => update.security).length;
  if (updates.length > 0) {
    const which = security > 0 ? `, ${security} of them in security updates` : "";
    const have = updates.length === 1 ? "has" : "have";
    return [
      `${updates.length} of ${count(packages, "package")} of ${what} ${have} a newer version${which}.`,
      1,
    ];
  }
  // Lists that know none of the packages tell nothing of them.
  return stale === undefined && unlisted.length < packages
    ? [`None of the ${packages} packages of ${what} has a newer version.`, 0]
    : [`Whether packages of ${what} have newer versions cannot be told.`, 2];
};

const linesOf = (found: AuditReport): string[] => {
  const { updates, unlisted, archives, listsOf, label, stale, tracked, notes } = found;
  // The tracker's word for what is no danger; --json has these as well.
  const weighty = ({ urgency }: { readonly urgency: string }) => urgency !== "unimportant";
  const open = found.open.filter(({ issues }) => issues.some(weighty));
  const issues = new Set(open.flatMap((one) => one.issues.filter(weighty).map((issue) => issue.name)));
  const time = listsOf ? ` of ${listsOf.toISOString().slice(0, 16).replace("T", " ")} UTC` : "";
  return [
    ...updates.map(updateLine),
    ...(issues.size > 0
      ? [
          `For ${count(issues.size, "vulnerability", "vulnerabilities")} of ${few(open.map(({ source }) => source))} there is no newer version.`,
        ]
      : []),
    ...(tracked && issues.size === 0 ? ["The tracker knows no other vulnerability."] : []),
    ...(unlisted.length > 0 ? [`In no list in any version: ${few(unlisted)}`] : []),
    ...notes,
    ...(stale === undefined ? [] : [stale]),
    `Lists of ${label}${time}: ${archives.join(", ")}`,
  ];
};

/** What `release audit --json` prints. */
const jsonOf = ({ id, name, listsOf, stale, tracked, open, ...rest }: AuditReport) => ({
  ...{ id, name, ...rest },
  listsOf: listsOf?.toISOString() ?? null,
  stale: stale ?? null,
  open: tracked ? open : null,
});

const audit = async (
  word: string | undefined,
  { output, tracker, upstream, json }: OptionsOf<typeof releaseAudit>,
): Promise<number> => {
  const { manifest } = await findRelease(word, output);
  const signal = onInterrupt();
  const fetchLists = (source: Parameters<typeof fetchPackageLists>[0]) =>
    fetchPackageLists(source, { signal });
  const sources = { upstream: upstream === true, tracker, fetchLists };
  const found = await auditRelease(manifest, { ...sources, signal });
  const [sentence, status] = verdict(found);
  if (json) printJson(jsonOf(found));
  else for (const line of [...linesOf(found), sentence]) print(sanitize(line));
  return status;
};

/**
 * `thinsmith release audit`. Returns the exit status: 0 nothing newer, 1 newer versions. Whatever fails has 2, so that it makes no
 * nightly job build.
 */
export const auditCommand = (...args: Parameters<typeof audit>): Promise<number> =>
  audit(...args).catch((error: unknown) => {
    report(error);
    return process.exitCode === 1 ? 2 : Number(process.exitCode);
  });
