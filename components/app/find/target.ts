import { loadDraft } from "../../../src/settings/drafts/file.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { type Beginning, type Beginnings, emptyDraft } from "../beginning.ts";
import type { Places, Target } from "./entry.ts";

/** Begins with a draft; goes on to a setting of it, with another value where one is given. */
type TurnTo = (beginning: Beginning, setting?: string, value?: unknown) => void;

/** Also where a preset of that name of one's own has mistakes: they are said once it is opened. */
const emptySettings = ({ presets }: Beginnings): Settings => {
  try {
    return emptyDraft(presets).settings;
  } catch {
    return parseSettings({ version: 1 });
  }
};

/** The draft that is open. */
export const openTarget = (settings: Settings, { change, openSetting }: Places): Target => ({
  settings,
  go: (name, value) => {
    if (value !== undefined) change(name, value);
    openSetting(name);
  },
});

/** Where no draft is open: the only one that there is, else a new image. */
export const targetIn = async (beginnings: Beginnings, turnTo: TurnTo): Promise<Target> => {
  const [only, ...others] = beginnings.drafts;
  const draft =
    only && only.problem === undefined && others.length === 0
      ? await loadDraft(only.name).catch(() => undefined)
      : undefined;
  const beginning: Beginning = draft ? { kind: "draft", name: draft.name, build: false } : { kind: "new" };
  return {
    settings: draft?.settings ?? emptySettings(beginnings),
    opens: draft ? `the draft ${draft.name}` : "a new image",
    go: (name, value) => turnTo(beginning, name, value),
  };
};
