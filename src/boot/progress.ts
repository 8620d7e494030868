import type { ClientReport } from "./report.ts";
import type { ScreenFacts } from "./screen.ts";
import { checksOf, type Expectation, endOf, looksUp } from "./verdict.ts";

/** One check of a boot that may still be running. */
export interface Progress {
  readonly name: string;
  /** "waiting": an earlier step is not done; "running": the boot is at this step. */
  readonly state: "waiting" | "running" | "ok" | "failed";
  readonly detail: string;
}

interface Milestone {
  readonly name: string;
  /** Matches the console once the step is done; the groups are the detail. */
  readonly reached: RegExp;
  /** Matches the console during the step; the last match counts. */
  readonly onTheWay?: RegExp;
}

/** Steps that the console shows, in the order of a boot. */
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
  { name: "multi-user", reached: looksUp },
];

/** Checks that need the client's report. */
const reportedNames = [
  ...["secure boot", "root", "home", "zram", "failed units", "login", "machine id", "screen"],
];

const lastMatch = (text: string, pattern: RegExp | undefined): string =>
  pattern ? ([...text.matchAll(pattern)].at(-1)?.[1] ?? "") : "";

/**
 * How far a boot has got: all checks in the order of a boot, with the same names as in the verdict. Once there is a report,
 * the results are those of the verdict. Pure.
 * @param ended the machine has ended, so the step that it was at has failed
 */
export const progressOf = (
  consoleText: string,
  report: ClientReport | undefined,
  expectation: Expectation,
  ended = false,
  screen?: ScreenFacts,
): Progress[] => {
  const found = milestones.map(({ reached }) => reached.exec(consoleText));
  const said = found.findLastIndex((match) => match !== null);
  // A step without a message is done when a later one is. The last step needs the report as well.
  const passed = ended ? Math.min(said, milestones.length - 2) : said;
  const judged = report ? checksOf(consoleText, report, expectation, screen) : [];
  const verdictOn = (name: string): Progress | undefined => {
    const check = judged.find((one) => one.name === name);
    // What is not on the screen yet may still come.
    if (name === "screen" && check?.ok === false && !ended)
      return { name, state: "running", detail: check.detail };
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
      ? { name, state: "failed", detail: endOf(consoleText) }
      : { name, state: "running", detail: lastMatch(consoleText, onTheWay) };
  });
  const awaited = passed === milestones.length - 1;
  const names = reportedNames.filter(
    (name) =>
      (name !== "login" || expectation.autologin !== undefined) &&
      (name !== "screen" || expectation.screen) &&
      (name !== "secure boot" || expectation.secureBoot),
  );
  const late = names.map(
    (name): Progress => verdictOn(name) ?? { name, state: awaited ? "running" : "waiting", detail: "" },
  );
  return [...early, ...late];
};
