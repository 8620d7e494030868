import type { Settings } from "../../../src/settings/schema.ts";
import type { Beginning } from "../beginning.ts";

/** Something that can be found: a place to go to, or something to do. */
export interface Entry {
  readonly kind: "action" | "setting" | "value" | "package" | "preset" | "draft" | "image";
  /** What it is called, as its row shows it. */
  readonly title: string;
  /** Where it belongs, such as its dotted name; behind the title. */
  readonly place?: string;
  /** Further words that it is found by. */
  readonly names?: string;
  /** The present value, or what else stands at the right of the row. */
  readonly now?: string;
  /** The key that does it on the screen below. */
  readonly key?: string;
  /** What it is, in sentences; it is found by these words, too, after all others. */
  readonly help: string;
  /** A value that is allowed, but not one of the known ones: it comes after all else. */
  readonly unknown?: boolean;
  readonly run: () => void;
}

/** Something to do with the draft: a line in `actionsOf` of places.ts is all that an action needs to be found. */
export interface Action {
  readonly title: string;
  readonly help: string;
  readonly run: () => void;
}

/** What an open draft, or a release, lets a person do from anywhere. */
export interface Places {
  readonly actions: readonly Action[];
  /** Opens the step of a setting with the cursor on the setting. */
  readonly openSetting: (name: string) => void;
  /** Changes the draft, where the value is right; says what is wrong with it else. */
  readonly change: (name: string, value: unknown) => void;
  /** Leaves what is open, with the draft kept on disk. */
  readonly leave: (where: () => void) => void;
}

/** The draft that settings are found in. */
export interface Target {
  readonly settings: Settings;
  /** What has to be opened for it, such as "a new image"; none where the draft is open. */
  readonly opens?: string;
  /** Goes to a setting, with another value where one is given. */
  readonly go: (name: string, value?: unknown) => void;
}

/** What the entries are made of. */
export interface Surroundings {
  readonly target: Target;
  readonly places: Places | undefined;
  readonly begin: (beginning: Beginning) => void;
}
