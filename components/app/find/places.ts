import { change } from "../../../src/settings/change.ts";
import { sortedIn } from "../../../src/settings/offered.ts";
import { stepOf, steps } from "../../../src/settings/steps.ts";
import type { WorkStore } from "../../wizard/work.ts";
import type { Action, Places } from "./entry.ts";

/** What the flow can do from anywhere. */
interface Ways extends Pick<Places, "leave"> {
  readonly build: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly summary: () => void;
  readonly save: () => void;
  readonly start: () => void;
  readonly quit: () => void;
  /** Opens a step, at a setting of it or at its end. */
  readonly step: (at: number, setting: string | undefined) => void;
}

/** All that can be found and done while a draft is open, beside its settings, what changes nothing first. An action more is a line more. */
const actionsOf = (ways: Ways, firstIn: (at: number) => string | undefined): Action[] => [
  {
    ...{ title: "summary", run: ways.summary },
    help: "All that was chosen, what differs from the preset, what it costs, and the same as a command line.",
  },
  ...steps.map(({ title, about }, at) => ({
    ...{ title: `step ${title}`, help: about, run: () => ways.step(at, firstIn(at)) },
  })),
  { title: "undo", help: "Takes back the last change of the draft.", run: ways.undo },
  { title: "redo", help: "Makes the change again that was taken back.", run: ways.redo },
  {
    ...{ title: "save preset", run: ways.save },
    help: "Saves the settings under a name. The first screen lists it, and thinsmith build NAME builds it.",
  },
  {
    ...{ title: "start", run: ways.start },
    help: "Back to the first screen: images, drafts and presets. What was changed is kept as a draft.",
  },
  { title: "build", help: "Builds the image with the settings as they are now.", run: ways.build },
  { title: "quit", help: "Leaves thinsmith. What was changed is kept as a draft.", run: ways.quit },
];

/** What an open draft lets a person find and do from anywhere; without one there are no actions. */
export const placesOf = (work: WorkStore, ways: Ways): Places => {
  /** Who asks for a step wants its settings, and not the row at its end that leads on. */
  const firstIn = (at: number) => {
    const draft = work.current();
    const step = steps[at];
    return draft && step && sortedIn(step, draft.settings).used[0]?.name;
  };
  const actions = actionsOf(ways, firstIn);
  return {
    leave: ways.leave,
    get actions() {
      return work.current() ? actions : [];
    },
    openSetting: (name) => ways.step(stepOf(name), name),
    change: (name, value) => {
      const draft = work.current();
      const changed = draft && change(draft.settings, name, value);
      if (changed?.settings) work.change({ settings: changed.settings });
      if (changed?.problem !== undefined) work.say(changed.problem);
    },
  };
};
