import { refusalOf } from "../../src/boot/verdict.ts";
import { sanitize } from "../../src/system/text.ts";
import type { BootView } from "./boot-session.ts";

/** What is to be said of a test boot in one sentence. */
export interface BootWords {
  readonly kind: "ok" | "failed" | "note";
  readonly sentence: string;
  readonly remedy?: string;
}

const failedWords = ({ checks, verdict }: BootView): BootWords => {
  const refusal = refusalOf(verdict?.console ?? "");
  if (refusal) {
    const { code, message, remedy } = refusal;
    return {
      kind: "failed",
      sentence: sanitize(`It does not boot: ${message} (${code})`),
      ...(remedy === undefined ? {} : { remedy: sanitize(remedy) }),
    };
  }
  const failed = checks.filter(({ state }) => state === "failed");
  const what = failed.map(({ name, detail }) => sanitize(`${name}: ${detail}`)).join("; ");
  return verdict?.report
    ? { kind: "failed", sentence: `It boots, but not as it should: ${what}` }
    : { kind: "failed", sentence: `It does not boot: ${what} after ${Math.round(verdict?.seconds ?? 0)} s` };
};

/** The verdict of a test boot, or what is in its way; undefined while all goes as usual. Pure. */
export const bootWords = (view: BootView): BootWords | undefined => {
  const { error, verdict, state, note, checks, memoryMiB } = view;
  if (error)
    return { kind: "failed", sentence: error.message, ...(error.remedy ? { remedy: error.remedy } : {}) };
  if (verdict?.ok)
    return {
      kind: "ok",
      sentence: `It boots: ${Math.round(verdict.seconds)} s, ${verdict.memoryMiB} MiB in use`,
    };
  if (verdict) return failedWords(view);
  if (state === "stopping") return { kind: "note", sentence: `Stopping the machine...` };
  if (state === "ended")
    return {
      kind: "note",
      sentence: `Stopped before the client was up. r boots again with ${memoryMiB} MiB.`,
    };
  // A note is about the beginning of a boot.
  return note && !checks.some(({ state: reached }) => reached === "ok")
    ? { kind: "note", sentence: sanitize(note) }
    : undefined;
};
