import { basename, dirname, resolve } from "node:path";
import { builderOf } from "../../src/builders/builders.ts";
import { presetName } from "../../src/grammar/grammar.ts";
import { build } from "../../src/pipeline/build.ts";
import type { BuildEnded } from "../../src/pipeline/events.ts";
import { rememberOutput } from "../../src/release/outputs.ts";
import type { Release } from "../../src/release/release.ts";
import { changesOf, type Draft, titleOf } from "../../src/settings/drafts/draft.ts";
import { draftOfImage, leaveOut } from "../../src/settings/drafts/exclude.ts";
import { redo, turnWords, undo } from "../../src/settings/drafts/undo.ts";
import { listPresets } from "../../src/settings/preset-list.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { stepOf, steps } from "../../src/settings/steps.ts";
import { buildScreen } from "../build/Build.tsx";
import { outcomeOf, type ReleaseView, viewOf } from "../build/build-outcome.ts";
import { BuildSession } from "../build/build-session.ts";
import { failureScreen } from "../build/Failure.tsx";
import type { Screen } from "../keys/keys.ts";
import type { SidePanes } from "../ui/frame/panes.ts";
import { fetchMissingLists } from "../wizard/package-lists.ts";
import { DraftPanes } from "../wizard/panes/DraftPanes.tsx";
import { stepScreen } from "../wizard/Step.tsx";
import { stepsScreen } from "../wizard/Steps.tsx";
import { summaryScreen } from "../wizard/Summary.tsx";
import type { Work, WorkStore } from "../wizard/work.ts";
import { askScreen } from "./Ask.tsx";
import { type Beginning, type Beginnings, basisOf } from "./beginning.ts";
import { discardingScreen } from "./Discard.tsx";
import type { Places } from "./find/entry.ts";
import { placesOf } from "./find/places.ts";
import { type MistakesFound, mistakesScreen } from "./Mistakes.tsx";
import { openBeginning } from "./open-beginning.ts";
import { releaseScreens } from "./release-screens.ts";
import { aboutSaving, saveAs } from "./save-as.ts";
import { type Handle, type Open, open, type Stack } from "./stack.tsx";

interface Options {
  readonly stack: Stack;
  readonly work: WorkStore;
  readonly beginnings: Beginnings;
  readonly output: string;
  /** What lay beside the first screen, for what stands over that. */
  readonly around: SidePanes;
  readonly signal: AbortSignal;
  /** Fetch package lists that are not here: the estimates need them. */
  readonly fetchLists: boolean;
  /** Gets what can be done and gone to from anywhere. */
  readonly onPlaces: (places: Places) => void;
  /** @param image its directory */
  readonly onBuilt: (ended: BuildEnded, image: string) => void;
  /** Called once a draft is open. */
  readonly onOpened: (() => void) | undefined;
  /** Back to the first screen. */
  readonly onStart: () => void;
  readonly onExit: () => void;
}

/** Opens a screen about the draft, with panes beside it. @param step name of the step it belongs to; none for the steps */
const openDraft = <Props extends object>(
  screen: Screen<Props>,
  props: (draft: Draft, work: Work) => Props,
  step?: string,
): Open => {
  const { draw } = open(screen, (work) => work.draft && props(work.draft, work));
  return {
    screen,
    draw: (work) => {
      const { draft } = work;
      return (
        draft && (
          <DraftPanes work={{ ...work, draft }} step={step}>
            {draw(work)}
          </DraftPanes>
        )
      );
    },
  };
};

const lastStep = steps.length - 1;

/** The folder of an image, by the directory of a release or the link to one. */
const outputOf = (release: string): string => {
  const below = dirname(release);
  return dirname(basename(below) === "releases" ? dirname(below) : below);
};

/** Opens what was chosen on the first screen, and leads from there to a release: steps, summary, build, outcome. */
export const beginFlow = async (beginning: Beginning, options: Options): Promise<void> => {
  const { stack, work, beginnings, around, signal, onOpened, onBuilt, onStart, onExit } = options;
  // What is built again goes where it was built before.
  const output = "directory" in beginning ? outputOf(beginning.directory) : options.output;

  /** Ends what only this flow reads. */
  const left = new AbortController();
  if (options.fetchLists) fetchMissingLists(AbortSignal.any([left.signal, signal]));
  const leave = async (to: () => void) => {
    const where = () => {
      left.abort();
      to();
    };
    const draft = work.current();
    const changed = draft && changesOf(draft).length > 0;
    // A draft in which nothing was changed is not worth keeping, and one that was built as it is lies in its release.
    if (draft && !changed) work.discard();
    await work.settled();
    if (changed && work.snapshot().problem) {
      // There may be room on the disk by now.
      work.save();
      await work.settled();
    }
    const { problem } = work.snapshot();
    if (changed && problem) stack.push(discard(problem, where));
    else where();
  };
  const handle: Handle = (own) => (command) => {
    const back = () => {
      if (!stack.pop()) void leave(onStart);
    };
    const common = {
      ...{ back, quit: () => void leave(onExit) },
      ...{ undo: () => void turn("undo"), redo: () => void turn("redo") },
      ...{ lessMemory: () => work.resizeClient(-1), moreMemory: () => work.resizeClient(1) },
    };
    ({ ...common, ...own })[command]?.();
  };

  /** Leads the draft back or forth by one change; gives what was done in words. */
  const turn = (direction: "undo" | "redo"): string => {
    const draft = work.current();
    const turned = draft && (direction === "undo" ? undo(draft) : redo(draft));
    if (!turned) work.say(`nothing to ${direction}`);
    else work.turn(turned.draft, turnWords(direction, turned));
    return work.snapshot().said ?? "";
  };

  const mistakes = (title: string, text: string, found?: MistakesFound) =>
    open(mistakesScreen, () => ({ title, text, found, onCommand: handle() }));
  const discard = (reason: string, confirm: () => void) =>
    openDraft(discardingScreen, (draft) => ({ draft, reason, onCommand: handle({ confirm }) }), "discard");
  const stepsAt = (at: number) =>
    openDraft(stepsScreen, (draft, { seen, problem }) => ({
      ...{ settings: draft.settings, original: draft.original, at, seen, warning: problem },
      title: `${titleOf(draft)}${changesOf(draft).length > 0 ? "   *draft, kept as you go" : ""}`,
      onOpen: (chosen: number) => stack.push(stepAt(chosen)),
      onCommand: handle({ summary: toSummary, save: () => stack.push(save(() => stack.pop())) }),
    }));
  /** @param leadBack where it is left to, if not to the steps */
  const stepAt = (at: number, setting?: string, leadBack?: () => void): Open => {
    const step = steps[at];
    if (!step) return summary();
    const leaving = (to: () => void) => () => {
      work.see(step.name);
      to();
    };
    const back = leadBack ?? (() => stack.reset(stepsAt(at)));
    const next = () => (at < lastStep ? stack.replace(stepAt(at + 1)) : toSummary());
    const previous = () => (at > 0 ? stack.replace(stepAt(at - 1)) : back());
    const props = (draft: Draft) => ({
      ...{ step, settings: draft.settings, original: draft.original, setting, title: titleOf(draft) },
      next: `Next: ${steps[at + 1]?.title ?? "Summary"}`,
      onChange: (changed: Settings, stay?: object) => work.change({ settings: changed }, stay),
      onCommand: handle({
        back: leaving(back),
        summary: leaving(toSummary),
        nextStep: leaving(next),
        previousStep: leaving(previous),
      }),
    });
    return openDraft(stepScreen, props, step.name);
  };
  const summary = (note?: string): Open => {
    let basis: ReturnType<typeof basisOf> | undefined;
    // A preset may be deleted while a draft of it is open.
    const lookForPreset = async () => {
      const draft = work.current();
      if (!draft) return;
      basis = basisOf(draft, await listPresets(() => {}));
      if (draft.preset === undefined || basis.preset === draft.preset) return work.drawAgain();
      // What the preset had is nowhere else now.
      work.change({ ...basis, unchanged: basis.original });
      work.say(`there is no preset ${draft.preset}: the command line begins with ${basis.preset}`);
    };
    void lookForPreset().catch(() => {});
    const saved = (name: string) => stack.reset(stepsAt(lastStep), summary(`saved as the preset ${name}`));
    const props = (draft: Draft) => ({
      ...{ settings: draft.settings, original: draft.original, preset: draft.preset, title: titleOf(draft) },
      ...{ basis, note, output },
      onOpen: (at: number, setting?: string) => stack.push(stepAt(at, setting, () => stack.pop())),
      onCommand: handle({ save: () => stack.push(save(saved)), build: () => void runBuild() }),
    });
    return openDraft(summaryScreen, props, "summary");
  };
  const toSummary = () => stack.reset(stepsAt(lastStep), summary());
  const save = (onSaved: (name: string) => void) =>
    openDraft(askScreen, ({ settings }) => ({
      ...{ title: "Save preset", context: settings.name, label: "name", start: "", onCommand: handle() },
      about: aboutSaving(beginnings.presets),
      check: (name: string) => presetName.safeParse(name).error?.issues[0]?.message,
      onTake: async (name: string, again: boolean) => {
        const problem = await saveAs(name, settings, again);
        if (problem !== undefined) return problem;
        const preset = { ...settings, name };
        work.change({ preset: name, original: preset, settings: preset, unchanged: preset });
        onSaved(name);
        return undefined;
      },
    }));

  const runBuild = async () => {
    const settings = work.current()?.settings;
    if (!settings) return;
    work.change({ building: true });
    void rememberOutput(output);
    const session = new BuildSession(
      (cancel, onPause) =>
        build({
          ...{ settings, builder: builderOf(settings), output, useCache: true, onPause },
          signal: AbortSignal.any([cancel, signal]),
        }),
      settings.name,
    );
    stack.reset(
      stepsAt(lastStep),
      open(buildScreen, () => ({ session })),
    );
    const outcome = await outcomeOf(session, settings.name, output);
    work.change({ building: false, ...("failed" in outcome ? {} : { unchanged: settings }) });
    if ("failed" in outcome) {
      const view = outcome.failed;
      const edit = () => {
        const setting = view.failure.setting ?? "name";
        stack.replace(stepAt(stepOf(setting), setting));
      };
      const onCommand = handle({ retry: () => void runBuild(), edit });
      return stack.replace(
        openDraft(failureScreen, (draft) => ({ ...view, settings: draft.settings, onCommand })),
      );
    }
    onBuilt(outcome.ended, resolve(output, settings.name));
    stack.reset(stepsAt(0), released(outcome.built).screen);
  };
  /** A draft that is being made, for all that is left out meanwhile. */
  let drafting: Promise<void> | undefined;
  const beginDraftOf = async (release: Release) => {
    const { draft, file } = await draftOfImage(release.manifest.settings);
    stack.insert(stepsAt(0));
    work.open(draft, file);
  };
  /** Leaves something out of the next build of a release: in the draft, which may not have been begun yet. */
  const exclude = async ({ release }: ReleaseView, pattern: string) => {
    if (!work.current()) {
      drafting ??= beginDraftOf(release).finally(() => {
        drafting = undefined;
      });
      await drafting;
    }
    const { settings, said } = leaveOut((work.current() as Draft).settings, pattern);
    if (settings) work.change({ settings });
    return said;
  };
  const released = (view: ReleaseView) =>
    releaseScreens({
      ...{ stack, handle, mistakes, view, output, signal, left: left.signal },
      onExclude: (pattern) => exclude(view, pattern),
      onTurn: async (direction) => turn(direction),
      onNew: () => void leave(onStart),
    });

  options.onPlaces(
    placesOf(work, {
      ...{ build: () => void runBuild(), summary: () => toSummary() },
      ...{ undo: () => void turn("undo"), redo: () => void turn("redo") },
      ...{ save: () => stack.push(save(() => stack.pop())), leave: (where) => void leave(where) },
      ...{ start: () => void leave(onStart), quit: () => void leave(onExit) },
      step: (at, setting) => stack.reset(stepsAt(at), stepAt(at, setting)),
    }),
  );

  await openBeginning(beginning, {
    ...{ stack, work, beginnings, around, handle, mistakes },
    onOpen: (build) => {
      if (build) toSummary();
      else stack.reset(stepsAt(0));
      onOpened?.();
    },
    onRelease: async (release, action) => {
      const { id, name } = release.manifest;
      const screens = released(await viewOf(release, output, name, id));
      if (action) screens.act(action);
      else stack.reset(screens.screen);
    },
  });
};
