import { changeWords } from "../change-words.ts";
import { knownSettings } from "../known.ts";
import { migrate } from "../migrations.ts";
import { parseSettings, SettingsError } from "../parse.ts";
import type { Settings } from "../schema.ts";
import type { Draft } from "./draft.ts";

/** A draft that was led back or forth by one change. */
export interface Turned {
  readonly draft: Draft;
  /** The change, in words. */
  readonly what: string;
  /** Settings of that time that cannot be read any more, by their names: they have their defaults. */
  readonly lost: readonly string[];
}

/** Settings of the past, as the schema reads them today: with defaults where it cannot. */
const readPast = (recorded: object): { settings: Settings; lost: readonly string[] } => {
  try {
    return { settings: parseSettings(recorded), lost: [] };
  } catch (error) {
    const lost = error instanceof SettingsError ? error.issues.map(({ name }) => name) : ["version"];
    return { settings: knownSettings(migrate(recorded) as object), lost: [...new Set(lost)] };
  }
};

/** Takes back the last change; undefined where there is none. Pure. */
export const undo = (draft: Draft): Turned | undefined => {
  const before = draft.past.at(-1);
  if (!before) return undefined;
  const { settings, lost } = readPast(before);
  const [past, future] = [draft.past.slice(0, -1), [...draft.future, draft.settings]];
  return { draft: { ...draft, settings, past, future }, what: changeWords(before, draft.settings), lost };
};

/** Makes the change again that was taken back last; undefined where there is none. Pure. */
export const redo = (draft: Draft): Turned | undefined => {
  const after = draft.future.at(-1);
  if (!after) return undefined;
  const { settings, lost } = readPast(after);
  const [past, future] = [[...draft.past, draft.settings], draft.future.slice(0, -1)];
  return { draft: { ...draft, settings, past, future }, what: changeWords(draft.settings, after), lost };
};

/** Says what was led back or forth: "undo: zram size 50 -> 60". */
export const turnWords = (direction: "undo" | "redo", { what, lost }: Turned): string => {
  const said = `${direction}: ${what || "nothing that is known here"}`;
  return lost.length === 0 ? said : `${said}; cannot be read, and has its default: ${lost.join(", ")}`;
};

/** What `undo` and `redo` would do, in words. Pure. */
export const nextTurns = ({ settings, past, future }: Draft): { undo?: string; redo?: string } => {
  const [before, after] = [past.at(-1), future.at(-1)];
  return {
    ...(before ? { undo: changeWords(before, settings) } : {}),
    ...(after ? { redo: changeWords(settings, after) } : {}),
  };
};
