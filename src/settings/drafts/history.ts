import type { Settings } from "../schema.ts";
import type { Draft } from "./draft.ts";

/** Changes that can be undone. */
export const mostSteps = 100;

const same = (a: object | undefined, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * A draft with other settings, which remembers those that it had. Pure.
 * @param goesOn the last change goes on, such as the next step of a slider: both are undone together
 */
export const record = (draft: Draft, settings: Settings, goesOn = false): Draft => {
  if (same(draft.settings, settings)) return draft;
  const past = goesOn ? draft.past : [...draft.past, draft.settings].slice(-mostSteps);
  // A slider that is back where it was has changed nothing.
  const isBack = goesOn && same(past.at(-1), settings);
  return { ...draft, settings, past: isBack ? past.slice(0, -1) : past, future: [] };
};
