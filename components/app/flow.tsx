import { join } from "node:path";
import { builderOf } from "../../src/builders/builders.ts";
import { build } from "../../src/pipeline/build.ts";
import type { BuildEnded } from "../../src/pipeline/events.ts";
import { readRelease } from "../../src/release/release.ts";
import { differences } from "../../src/settings/difference.ts";
import { type Draft, loadDraft } from "../../src/settings/draft.ts";
import { excludeInDraft } from "../../src/settings/draft-exclude.ts";
import { draftFile } from "../../src/settings/draft-note.ts";
import { savePreset } from "../../src/settings/presets.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { stepOf, steps } from "../../src/settings/steps.ts";
import { shortPath } from "../../src/system/paths.ts";
import { buildScreen } from "../build/Build.tsx";
import { outcomeOf, type ReleaseView, viewOf } from "../build/build-outcome.ts";
import { BuildSession } from "../build/build-session.ts";
import { failureScreen } from "../build/Failure.tsx";
import type { Screen } from "../keys/keys.ts";
import { DraftPanes } from "../wizard/panes/DraftPanes.tsx";
import { savePresetScreen } from "../wizard/SavePreset.tsx";
import { stepScreen } from "../wizard/Step.tsx";
import { stepsScreen } from "../wizard/Steps.tsx";
import { summaryScreen } from "../wizard/Summary.tsx";
import type { Work, WorkStore } from "../wizard/work.ts";
import { type Beginning, type Beginnings, draftOf, newDraft } from "./beginning.ts";
import { discardingScreen } from "./Discard.tsx";
import { mistakesScreen } from "./Mistakes.tsx";
import { releaseScreen } from "./release-screens.ts";
import { type Handle, type Open, open, type Stack } from "./stack.tsx";

interface Options {
  readonly stack: Stack;
  readonly work: WorkStore;
  readonly beginnings: Beginnings;
  readonly output: string;
  readonly signal: AbortSignal;
  readonly onBuilt: (ended: BuildEnded) => void;
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

/** Opens what was chosen on the first screen, and leads from there to a release: steps, summary, build, outcome. */
export const beginFlow = async (beginning: Beginning, options: Options): Promise<void> => {
  const { stack, work, beginnings, output, signal, onBuilt, onStart, onExit } = options;

  const leave = async (where: () => void) => {
    const draft = work.current();
    const changed = draft && differences(draft.original, draft.settings).length > 0;
    // A draft in which nothing was changed is not worth keeping.
    if (draft && !changed) work.discard();
    await work.settled();
    if (changed && work.snapshot().problem) stack.push(discard(draft.settings.name, where));
    else where();
  };
  const handle: Handle = (own) => (command) => {
    const back = () => {
      if (!stack.pop()) void leave(onStart);
    };
    const common = {
      ...{ back, quit: () => void leave(onExit) },
      ...{ lessMemory: () => work.resizeClient(-1), moreMemory: () => work.resizeClient(1) },
    };
    ({ ...common, ...own })[command]?.();
  };

  const mistakes = (title: string, text: string) =>
    open(mistakesScreen, () => ({ title, text, onCommand: handle() }));
  /** @param name of the image; none where the draft cannot be read */
  const discard = (name: string | undefined, confirm: () => void) =>
    open(discardingScreen, () => ({ name, onCommand: handle({ confirm }) }));
  const stepsAt = (at: number) =>
    openDraft(stepsScreen, ({ settings, original }, { seen, problem }) => ({
      ...{ settings, original, at, seen, warning: problem },
      onOpen: (chosen: number) => stack.push(stepAt(chosen)),
      onCommand: handle({ summary: toSummary, save: () => stack.push(save(() => stack.pop())) }),
    }));
  const stepAt = (at: number, setting?: string): Open => {
    const step = steps[at];
    if (!step) return summary();
    const leaving = (to: () => void) => () => {
      work.see(step.name);
      to();
    };
    const back = () => stack.reset(stepsAt(at));
    const next = () => (at < lastStep ? stack.replace(stepAt(at + 1)) : toSummary());
    const previous = () => (at > 0 ? stack.replace(stepAt(at - 1)) : back());
    const props = ({ settings, original }: Draft) => ({
      ...{ step, settings, original, setting },
      next: `Next: ${steps[at + 1]?.title ?? "Summary"}`,
      onChange: (changed: Settings) => work.change({ settings: changed }),
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
    const saved = (name: string) => stack.reset(stepsAt(lastStep), summary(`saved as the preset ${name}`));
    const props = ({ settings, original, preset }: Draft) => ({
      ...{ settings, original, preset, note },
      onOpen: (at: number, setting?: string) => stack.reset(stepsAt(at), stepAt(at, setting)),
      onCommand: handle({ save: () => stack.push(save(saved)), build: () => void runBuild() }),
    });
    return openDraft(summaryScreen, props, "summary");
  };
  const toSummary = () => stack.reset(stepsAt(lastStep), summary());
  const save = (onSaved: (name: string) => void) =>
    openDraft(savePresetScreen, ({ settings }) => ({
      ...{ name: settings.name, presets: beginnings.presets, onCommand: handle() },
      onSave: async (name: string, replace: boolean) => {
        try {
          if (!(await savePreset(name, settings, replace))) return false;
          const preset = { ...settings, name };
          work.change({ preset: name, original: preset, settings: preset });
          onSaved(name);
        } catch (error) {
          stack.push(mistakes("The preset could not be saved", (error as Error).message));
        }
        return true;
      },
    }));

  const runBuild = async () => {
    const settings = work.current()?.settings;
    if (!settings) return;
    work.change({ building: true });
    const session = new BuildSession((cancel, onPause) =>
      build({
        ...{ settings, builder: builderOf(settings), output, useCache: true, onPause },
        signal: AbortSignal.any([cancel, signal]),
      }),
    );
    stack.reset(
      stepsAt(lastStep),
      open(buildScreen, () => ({ session })),
    );
    const outcome = await outcomeOf(session, settings.name, output);
    work.change({ building: false });
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
    onBuilt(outcome.ended);
    stack.reset(stepsAt(0), released(outcome.built));
  };
  /** Leaves something out of the next build of a release: in the draft, which may not have been begun yet. */
  const exclude = async ({ release }: ReleaseView, pattern: string) => {
    await work.settled();
    const said = await excludeInDraft(release.manifest.settings, pattern);
    if (!work.current()) stack.insert(stepsAt(0));
    work.open(await loadDraft());
    return said;
  };
  const released = (view: ReleaseView) =>
    releaseScreen({
      ...{ stack, handle, mistakes, view, output, signal },
      onExclude: (pattern) => exclude(view, pattern),
      onNew: () => void leave(onStart),
    });

  const begin = (next: Draft) => {
    work.open(next);
    stack.reset(stepsAt(0));
  };
  const openBeginning = async () => {
    if (beginning.kind === "draft") return begin({ ...(await loadDraft()), building: false });
    if (beginning.kind === "release") {
      const release = await readRelease(join(output, beginning.name, "current"));
      return stack.reset(released(await viewOf(release, output, release.manifest.name, "current release")));
    }
    const next = beginning.kind === "new" ? await newDraft() : draftOf(beginning.preset);
    const note = beginnings.draft;
    // A draft that cannot be read may still hold something of value.
    const left = note && (await loadDraft().catch(() => "unreadable" as const));
    if (left && (left === "unreadable" || differences(left.original, left.settings).length > 0))
      stack.reset(discard("name" in note ? note.name : undefined, () => begin(next)));
    else begin(next);
  };
  await openBeginning().catch(({ message }: Error) => {
    if (beginning.kind === "draft") {
      const remedy = `Correct ${shortPath(draftFile())}, or begin with something else, which discards the draft.`;
      stack.reset(mistakes("The draft cannot be read", `${message}\n\n${remedy}`));
    } else {
      const title = beginning.kind === "preset" ? `The preset ${beginning.preset.name}` : "Cannot open this";
      stack.reset(mistakes(title, message));
    }
  });
};
