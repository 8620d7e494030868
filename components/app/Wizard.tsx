import { join } from "node:path";
import { useEffect, useState } from "react";
import { builderOf } from "../../src/builders/builders.ts";
import { build } from "../../src/pipeline/build.ts";
import type { BuildEnded } from "../../src/pipeline/events.ts";
import { readRelease } from "../../src/release/release.ts";
import { differences } from "../../src/settings/difference.ts";
import { type Draft, loadDraft } from "../../src/settings/draft.ts";
import { excludeInDraft } from "../../src/settings/draft-exclude.ts";
import { savePreset } from "../../src/settings/presets.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { inStep, steps } from "../../src/settings/steps.ts";
import { Build } from "../build/Build.tsx";
import { type FailureView, outcomeOf, type ReleaseView, viewOf } from "../build/build-outcome.ts";
import { BuildSession } from "../build/build-session.ts";
import { Failure } from "../build/Failure.tsx";
import type { Command } from "../keys/keys.ts";
import { Frame } from "../ui/Frame.tsx";
import { SavePreset } from "../wizard/SavePreset.tsx";
import { Step } from "../wizard/Step.tsx";
import { Steps } from "../wizard/Steps.tsx";
import { Summary } from "../wizard/Summary.tsx";
import { useDraft } from "../wizard/useDraft.ts";
import { type Beginning, type Beginnings, draftOf, newDraft } from "./beginning.ts";
import { Discard } from "./Discard.tsx";
import { Mistakes } from "./Mistakes.tsx";
import { ReleaseScreens } from "./ReleaseScreens.tsx";

/** Which screen is on, with what it shows beside the draft. */
type Screen =
  | { name: "opening" }
  | { name: "mistakes"; title: string; text: string; from?: Screen }
  | { name: "discard"; image: string; onDiscard: () => void; onKeep: () => void }
  | { name: "steps"; at: number }
  | { name: "step"; at: number; setting?: string }
  | { name: "summary"; note?: string }
  | { name: "save"; from: Screen }
  | { name: "build"; session: BuildSession }
  | { name: "failure"; view: FailureView }
  | { name: "release"; view: ReleaseView };

interface Props {
  readonly beginning: Beginning;
  readonly beginnings: Beginnings;
  readonly output: string;
  readonly signal: AbortSignal;
  readonly onBuilt: (ended: BuildEnded) => void;
  /** Back to the first screen. */
  readonly onStart: () => void;
  readonly onExit: (built?: BuildEnded) => void;
}

/** The step that has a setting, at that setting. */
const stepOf = (setting: string): Screen => ({
  name: "step",
  at: Math.max(
    0,
    steps.findIndex((step) => inStep(step, setting)),
  ),
  setting,
});

/** From what was chosen on the first screen to a release: steps, summary, build, what came of it. */
export const Wizard = ({ beginning, beginnings, output, signal, onBuilt, onStart, onExit }: Props) => {
  const [screen, setScreen] = useState<Screen>({ name: "opening" });
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const work = useDraft();
  const { draft } = work;

  const begin = (next: Draft) => {
    work.open(next);
    setScreen({ name: "steps", at: 0 });
  };
  /** Opens what was chosen on the first screen. */
  const open = async () => {
    if (beginning.kind === "draft") return begin({ ...(await loadDraft()), building: false });
    if (beginning.kind === "release") {
      const release = await readRelease(join(output, beginning.name, "current"));
      const view = await viewOf(release, output, release.manifest.name, "current release");
      return setScreen({ name: "release", view });
    }
    const next = beginning.kind === "new" ? await newDraft() : draftOf(beginning.preset);
    // A draft that cannot be read may hold what somebody would miss.
    const left = beginnings.draft && (await loadDraft().catch(() => "unreadable" as const));
    if (left && (left === "unreadable" || differences(left.original, left.settings).length > 0))
      setScreen({
        name: "discard",
        image: beginnings.draft?.name ?? "",
        onDiscard: () => begin(next),
        onKeep: onStart,
      });
    else begin(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen is opened once
  useEffect(() => {
    open().catch((error: Error) => {
      const title = beginning.kind === "preset" ? `The preset ${beginning.preset.name}` : "Cannot open this";
      setScreen({ name: "mistakes", title, text: error.message });
    });
  }, []);

  const runBuild = async (settings: Settings) => {
    work.change({ building: true });
    const session = new BuildSession((cancel, onPause) =>
      build({
        settings,
        builder: builderOf(settings),
        output,
        useCache: true,
        onPause,
        signal: AbortSignal.any([cancel, signal]),
      }),
    );
    setScreen({ name: "build", session });
    const outcome = await outcomeOf(session, settings.name, output);
    work.change({ building: false });
    if ("failed" in outcome) return setScreen({ name: "failure", view: outcome.failed });
    onBuilt(outcome.ended);
    setScreen({ name: "release", view: outcome.built });
  };
  const save = async (name: string, from: Screen) => {
    if (!draft) return;
    await savePreset(name, draft.settings);
    const settings = { ...draft.settings, name };
    work.change({ preset: name, original: settings, settings });
    setScreen(from.name === "summary" ? { name: "summary", note: `saved as the preset ${name}` } : from);
  };
  const markSeen = () => {
    const step = screen.name === "step" && steps[screen.at];
    if (step) setSeen((old) => new Set(old).add(step.name));
  };
  const goToStep = (at: number) => {
    markSeen();
    if (at < 0) setScreen({ name: "steps", at: 0 });
    else setScreen(at < steps.length ? { name: "step", at } : { name: "summary" });
  };
  const leave = async (where: () => void) => {
    const changed = draft && differences(draft.original, draft.settings).length > 0;
    // A draft in which nothing was changed is nothing to go on with.
    if (draft && !changed) work.discard();
    await work.settled();
    if (changed && work.isLost())
      setScreen({
        name: "discard",
        image: draft.settings.name,
        onDiscard: where,
        onKeep: () => setScreen(screen),
      });
    else where();
  };
  const goBack = () => {
    markSeen();
    if (screen.name === "step") setScreen({ name: "steps", at: screen.at });
    else if (screen.name === "summary" || screen.name === "failure")
      setScreen({ name: "steps", at: steps.length - 1 });
    else if (screen.name === "mistakes" && screen.from) setScreen(screen.from);
    else if (screen.name === "discard") screen.onKeep();
    else if (screen.name === "release" && draft) setScreen({ name: "steps", at: 0 });
    else void leave(onStart);
  };
  const onCommand = (command: Command) => {
    if (command === "quit") void leave(() => onExit());
    if (command === "back") goBack();
    if (command === "summary") {
      markSeen();
      setScreen({ name: "summary" });
    }
    if (command === "save") setScreen({ name: "save", from: screen });
    if (command === "nextStep" && screen.name === "step") goToStep(screen.at + 1);
    if (command === "previousStep" && screen.name === "step") goToStep(screen.at - 1);
    if ((command === "build" || command === "retry") && draft) void runBuild(draft.settings);
    if (command === "edit" && screen.name === "failure")
      setScreen(stepOf(screen.view.failure.setting ?? "name"));
    if (command === "confirm" && screen.name === "discard") screen.onDiscard();
  };
  /** Leaves something out of the next build of a release: in the draft, which may not have been begun yet. */
  const exclude = async ({ release }: ReleaseView, pattern: string) => {
    await work.settled();
    const said = await excludeInDraft(release.manifest.settings, pattern);
    work.open(await loadDraft());
    return said;
  };
  if (screen.name === "release")
    return (
      <ReleaseScreens
        view={screen.view}
        output={output}
        signal={signal}
        onExclude={(pattern) => exclude(screen.view, pattern)}
        onNew={() => void leave(onStart)}
        onCommand={onCommand}
      />
    );
  if (screen.name === "mistakes") return <Mistakes {...screen} onCommand={onCommand} />;
  if (screen.name === "discard") return <Discard name={screen.image} onCommand={onCommand} />;
  if (!draft || screen.name === "opening") return <Frame title="thinsmith" screen="mistakes" />;
  const { settings, original, preset } = draft;
  const onChange = (changed: Settings) => work.change({ settings: changed });
  switch (screen.name) {
    case "steps":
      return (
        <Steps
          settings={settings}
          original={original}
          at={screen.at}
          seen={seen}
          {...(work.problem ? { warning: work.problem } : {})}
          onOpen={(at) => setScreen({ name: "step", at })}
          onCommand={onCommand}
        />
      );
    case "step": {
      const step = steps[screen.at];
      if (!step) return null;
      return (
        <Step
          key={step.name}
          step={step}
          {...(screen.setting ? { setting: screen.setting } : {})}
          settings={settings}
          original={original}
          next={`Next: ${steps[screen.at + 1]?.title ?? "Summary"}`}
          onChange={onChange}
          onCommand={onCommand}
        />
      );
    }
    case "summary":
      return (
        <Summary
          settings={settings}
          original={original}
          preset={preset}
          {...(screen.note ? { note: screen.note } : {})}
          onCommand={onCommand}
        />
      );
    case "save":
      return (
        <SavePreset
          name={settings.name}
          presets={beginnings.presets}
          onSave={(name) => {
            save(name, screen.from).catch((error: Error) =>
              setScreen({
                name: "mistakes",
                title: "The preset could not be saved",
                text: error.message,
                from: screen,
              }),
            );
          }}
          onBack={() => setScreen(screen.from)}
          onQuit={() => onCommand("quit")}
        />
      );
    case "build":
      return <Build session={screen.session} />;
    case "failure":
      return <Failure {...screen.view} settings={settings} onCommand={onCommand} />;
  }
};
