import { refusalOf } from "../../src/boot/verdict.ts";
import { sanitize } from "../../src/system/text.ts";
import type { BootView } from "./boot-session.ts";

/** What is to be said of a test boot in one sentence. */
export interface BootWords {
  readonly kind: "ok" | "failed" | "note";
  readonly sentence: string;
  readonly remedy?: string | undefined;
}

const failed = (sentence: string, remedy?: string): BootWords => ({ kind: "failed", sentence, remedy });
const noted = (sentence: string): BootWords => ({ kind: "note", sentence });

const failedWords = ({ checks, verdict }: BootView): BootWords => {
  const refusal = refusalOf(verdict?.console ?? "");
  if (refusal) {
    const { code, message, remedy } = refusal;
    return failed(sanitize(`It does not boot: ${message} (${code})`), remedy && sanitize(remedy));
  }
  const bad = checks.filter(({ state }) => state === "failed");
  const what = bad.map(({ name, detail }) => sanitize(`${name}: ${detail}`)).join("; ");
  return verdict?.report
    ? failed(`It boots, but not as it should: ${what}`)
    : failed(`It does not boot: ${what} after ${Math.round(verdict?.seconds ?? 0)} s`);
};

/** The verdict of a test boot, or what is in its way; undefined while all goes as usual. Pure. */
export const bootWords = (view: BootView): BootWords | undefined => {
  const { error, verdict, state, note, checks, memoryMiB } = view;
  if (error) return failed(sanitize(error.message), error.remedy);
  if (verdict?.ok) {
    const { seconds, memoryMiB } = verdict;
    return { kind: "ok", sentence: `It boots: ${Math.round(seconds)} s, ${memoryMiB} MiB in use` };
  }
  if (verdict) return failedWords(view);
  if (state === "stopping") return noted("Stopping the machine...");
  if (state === "ended")
    return noted(`Stopped before the client was up. r boots again with ${memoryMiB} MiB.`);
  // A note is about the beginning of a boot.
  const begun = checks.some(({ state: reached }) => reached === "ok");
  return note && !begun ? noted(sanitize(note)) : undefined;
};
