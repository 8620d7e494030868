import type { ClientReport } from "./report.ts";
import { checksOf, type Expectation, endOf } from "./verdict.ts";

/** A check of a boot that may still be running. */
export interface Progress {
  readonly name: string;
  /** "waiting": something else comes before it; "running": it is what the boot waits for. */
  readonly state: "waiting" | "running" | "ok" | "failed";
  readonly detail: string;
}

interface Milestone {
  readonly name: string;
  /** What the console says once it is reached; the first group that matched, if there is one, is the detail. */
  readonly reached: RegExp;
  /** What the console says on the way; the last one counts. */
  readonly onTheWay?: RegExp;
}

/** What the console alone can tell, in the order in which a client gets there. */
const milestones: readonly Milestone[] = [
  { name: "kernel", reached: /Linux version (\S+)/ },
  {
    name: "network",
    reached: /thinsmith: (\S+) has the address ([0-9a-f.:]+)/,
    onTheWay: /thinsmith: (asking for an address on \S+)/g,
  },
  {
    name: "root fetched",
    reached: /thinsmith: (?:the root is .* its (sha256 is right)|rootverify=off: the root is (NOT checked))/,
    onTheWay: /thinsmith: (\d+ % of [^\r\n]*)/g,
  },
  { name: "system assembled", reached: /thinsmith: the root is in memory, starting the system/ },
  // The login's question comes with the target or just before it, where no status is shown on the console.
  { name: "multi-user", reached: /Reached target (?:\x1b\[[0-9;]*m)*multi-user\.target|^\S+ login: ?/m },
];

/** What only the client's report can tell. */
const reportedNames = ["root", "home", "zram", "failed units", "login", "machine id"];

const lastMatch = (text: string, pattern: RegExp | undefined): string =>
  pattern ? ([...text.matchAll(pattern)].at(-1)?.[1] ?? "") : "";

/**
 * How far a boot is: every check from the beginning, in the order in which a client gets there, with the names that
 * the verdict has. Once there is a report, each is as good as the verdict's. Pure.
 * @param ended the machine has ended, so that what it was at has failed
 */
export const progressOf = (
  consoleText: string,
  report: ClientReport | undefined,
  expectation: Expectation,
  ended = false,
): Progress[] => {
  const found = milestones.map(({ reached }) => reached.exec(consoleText));
  const said = found.findLastIndex((match) => match !== null);
  // One that is reached without words has been passed when a later one is. The last needs the report as well.
  const passed = ended ? Math.min(said, milestones.length - 2) : said;
  const judged = report ? checksOf(consoleText, report, expectation) : [];
  const verdictOn = (name: string): Progress | undefined => {
    const check = judged.find((one) => one.name === name);
    return check && { name, state: check.ok ? "ok" : "failed", detail: check.detail };
  };
  const early = milestones.map(({ name, onTheWay }, index): Progress => {
    const judgement = verdictOn(name);
    if (judgement) return judgement;
    if (report || index <= passed) {
      const words = (found[index] ?? []).slice(1).filter(Boolean);
      return { name, state: "ok", detail: words.join(" ") };
    }
    if (index > passed + 1) return { name, state: "waiting", detail: "" };
    return ended
      ? { name, state: "failed", detail: index === said ? "reached, but no report came" : endOf(consoleText) }
      : { name, state: "running", detail: lastMatch(consoleText, onTheWay) };
  });
  const awaited = passed === milestones.length - 1;
  const names = reportedNames.filter((name) => name !== "login" || expectation.autologin !== undefined);
  const late = names.map(
    (name): Progress => verdictOn(name) ?? { name, state: awaited ? "running" : "waiting", detail: "" },
  );
  return [...early, ...late];
};
