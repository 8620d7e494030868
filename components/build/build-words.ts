import type { BuildView } from "../../src/pipeline/fold.ts";
import { remainingSeconds } from "../../src/pipeline/remaining.ts";
import { minutes } from "../ui/format.ts";

/** How long a build has taken, and, unless it is being cancelled, how long it will. @param begunAt before its first event */
export const timeOf = (view: BuildView, now: number, ending: boolean, begunAt: number): string => {
  const elapsed = minutes((now - (view.startedAt || begunAt)) / 1000);
  if (view.startedAt === 0) return elapsed;
  const left = remainingSeconds(view, now);
  if (left === undefined || ending) return elapsed;
  return left < 1 ? `${elapsed}   nearly done` : `${elapsed}   about ${minutes(left)} to go`;
};

/** A panel for each running stage; where it works on several machines, one for each of them. */
export const runningLogs = ({ stages }: BuildView) =>
  stages
    .filter(({ state }) => state === "running")
    .flatMap(({ name, lines, machines }) => [
      ...(lines.length > 0 ? [{ title: name, lines }] : []),
      ...Object.entries(machines).map(([machine, said]) => ({ title: `${name}: ${machine}`, lines: said })),
    ]);
