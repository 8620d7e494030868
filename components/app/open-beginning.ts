import { type Release, readRelease } from "../../src/release/release.ts";
import type { Draft } from "../../src/settings/drafts/draft.ts";
import { draftOfImage } from "../../src/settings/drafts/exclude.ts";
import { copyDraft, DraftFile, openDraft } from "../../src/settings/drafts/file.ts";
import { draftFile } from "../../src/settings/drafts/stored.ts";
import { SettingsError } from "../../src/settings/parse.ts";
import { LockedError } from "../../src/system/lock.ts";
import { shortPath } from "../../src/system/paths.ts";
import type { SidePanes } from "../ui/frame/panes.ts";
import { shownError } from "../ui/shown-error.ts";
import type { WorkStore } from "../wizard/work.ts";
import { type Beginning, type Beginnings, draftOf, emptyDraft, type ReleaseAction } from "./beginning.ts";
import { heldDraftScreen } from "./HeldDraft.tsx";
import type { MistakesFound } from "./Mistakes.tsx";
import { beside, type Handle, type Open, open, type Stack } from "./stack.tsx";

interface Options {
  readonly stack: Stack;
  readonly work: WorkStore;
  readonly beginnings: Beginnings;
  /** What lay beside the first screen. */
  readonly around: SidePanes;
  readonly handle: Handle;
  readonly mistakes: (title: string, text: string, found?: MistakesFound) => Open;
  /** Gets called once the draft is open. `build`: whether a person wants to build it as it is. */
  readonly onOpen: (build: boolean) => void;
  readonly onRelease: (release: Release, action: ReleaseAction | undefined) => Promise<void>;
}

/** What a person can do about mistakes in what they chose. */
const remediesOf = (beginning: Beginning): string[] => {
  if (beginning.kind === "preset" && beginning.preset.origin === "own")
    return [
      `The preset lies in ${shortPath(beginning.preset.file)}: correct it there, or delete it on the first screen with D.`,
    ];
  return beginning.kind === "draft"
    ? [
        `The draft lies in ${shortPath(draftFile(beginning.name))}: correct it there, or delete it on the first screen with D.`,
      ]
    : [];
};

/** Opens what was chosen on the first screen: a draft, new or as it was left, or a release. What cannot be opened is said on a screen. */
export const openBeginning = async (beginning: Beginning, options: Options): Promise<void> => {
  const { stack, work, beginnings, around, handle, mistakes, onOpen, onRelease } = options;
  const begin = (draft: Draft, file: DraftFile, build: boolean) => {
    work.open(draft, file);
    onOpen(build);
  };
  /** Opens a draft that is on disk; where another wizard has it, this one can have a copy. */
  const beginDraft = async (name: string, build: boolean): Promise<void> => {
    try {
      const { draft, file } = await openDraft(name);
      begin({ ...draft, building: false }, file, build);
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      const copy = async () => beginDraft(await copyDraft(name), build);
      const confirm = () => {
        // A second key waits for the copy.
        stack.reset();
        void copy().catch(refuse);
      };
      const held = open(heldDraftScreen, () => ({
        ...{ name, reason: error.message, onCommand: handle({ confirm }) },
      }));
      stack.reset(beside(around, held));
    }
  };
  const openIt = async () => {
    if (beginning.kind === "draft") return beginDraft(beginning.name, beginning.build);
    if (beginning.kind === "new") return begin(emptyDraft(beginnings.presets), new DraftFile(), false);
    if (beginning.kind === "preset")
      return begin(draftOf(beginning.preset), new DraftFile(), beginning.build);
    const release = await readRelease(beginning.directory);
    if (beginning.kind === "release") return onRelease(release, beginning.action);
    const { draft, file } = await draftOfImage(release.manifest.settings);
    begin(draft, file, true);
  };
  const refuse = (error: Error) => {
    const { message, remedy } = shownError(error);
    const titles = {
      draft: "The draft cannot be read",
      preset: `The preset ${beginning.kind === "preset" ? beginning.preset.name : ""}`,
    };
    const title =
      beginning.kind in titles ? titles[beginning.kind as keyof typeof titles] : "Cannot open this";
    const found = error instanceof SettingsError ? { error, remedies: remediesOf(beginning) } : undefined;
    stack.reset(beside(around, mistakes(title, remedy ? `${message}\n\n${remedy}` : message, found)));
  };
  await openIt().catch(refuse);
};
