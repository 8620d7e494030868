import { useEffect, useState } from "react";
import { testBoot } from "../src/boot/run.ts";
import type { Failure as BuildFailure } from "../src/build/events.ts";
import { build } from "../src/build/run.ts";
import { changesBetween } from "../src/image/changes.ts";
import {
  currentRelease,
  findRelease,
  listReleases,
  type Release,
  readRelease,
} from "../src/image/release.ts";
import { differences } from "../src/settings/difference.ts";
import { type Draft, loadDraft } from "../src/settings/draft.ts";
import type { PresetEntry } from "../src/settings/preset-list.ts";
import { loadSettings, savePreset, settingsOf } from "../src/settings/presets.ts";
import type { Settings } from "../src/settings/schema.ts";
import { steps } from "../src/settings/steps.ts";
import { ThinsmithError } from "../src/system/errors.ts";
import type { Beginnings, Ended } from "./App.tsx";
import { BootSession } from "./boot-session.ts";
import { BuildSession } from "./build-session.ts";
import { minutes } from "./format.ts";
import { useDraft } from "./hooks/useDraft.ts";
import type { Command, ScreenName } from "./keys.ts";
import { Boot } from "./screens/Boot.tsx";
import { Build } from "./screens/Build.tsx";
import { Discard } from "./screens/Discard.tsx";
import { Done, type NextAction } from "./screens/Done.tsx";
import { Failure } from "./screens/Failure.tsx";
import { Mistakes } from "./screens/Mistakes.tsx";
import { SavePreset } from "./screens/SavePreset.tsx";
import type { Beginning } from "./screens/Start.tsx";
import { Step } from "./screens/Step.tsx";
import { Steps } from "./screens/Steps.tsx";
import { Summary } from "./screens/Summary.tsx";
import { Frame } from "./ui/Frame.tsx";
import { Help } from "./ui/Help.tsx";

/** Which screen is on, with what it shows beside the draft. */
type Screen =
  | { name: "opening" }
  | { name: "mistakes"; title: string; text: string }
  | { name: "discard"; next: Draft }
  | { name: "steps"; at: number }
  | { name: "step"; at: number }
  | { name: "summary"; note?: string }
  | { name: "save"; from: Screen }
  | { name: "build"; session: BuildSession }
  | { name: "failure"; failure: BuildFailure; currentSince?: Date }
  | { name: "boot"; session: BootSession; from: Screen }
  | { name: "done"; title: string; context: string; release: Release; before?: Release };

interface Props {
  readonly beginning: Beginning;
  readonly beginnings: Beginnings;
  readonly output: string;
  readonly signal: AbortSignal;
  readonly onBuilt: (ended: Ended) => void;
  /** Back to the first screen. */
  readonly onStart: () => void;
  readonly onExit: (built?: Ended) => void;
}

const helpAbout = (screen: Screen): ScreenName => {
  const { name } = screen;
  if (name === "discard") return "discarding";
  if (name === "opening") return "mistakes";
  return name === "save" ? "text" : name;
};

const failureOf = (error: unknown): BuildFailure => ({
  message: error instanceof Error ? error.message : String(error),
  cancelled: false,
  ...(error instanceof ThinsmithError && error.remedy ? { remedy: error.remedy } : {}),
});

const freshDraft = (preset: string, original: Settings, settings = original): Draft => ({
  preset,
  original,
  settings,
  building: false,
  changedAt: Date.now(),
});

const beginWith = (preset: PresetEntry) => freshDraft(preset.name, settingsOf(preset));

/** What the command line begins with, too, under a name of its own. */
const newImage = async (): Promise<Draft> => {
  const original = await loadSettings("console");
  return freshDraft("console", original, { ...original, name: "my-image", description: "" });
};

const indexOfStep = (setting: string) =>
  Math.max(
    0,
    steps.findIndex(({ choices }) => choices.some(({ name }) => name === setting)),
  );

/** From what was chosen on the first screen to a release: steps, summary, build, what came of it. */
export const Wizard = ({ beginning, beginnings, output, signal, onBuilt, onStart, onExit }: Props) => {
  const [screen, setScreen] = useState<Screen>({ name: "opening" });
  const [help, setHelp] = useState(false);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const work = useDraft();
  const { draft } = work;

  const begin = (next: Draft) => {
    work.open(next);
    setScreen({ name: "steps", at: 0 });
  };
  const showRelease = async (release: Release, title: string, context: string) => {
    const { id, name } = release.manifest;
    const before = (await listReleases(output)).find(
      ({ manifest }) => manifest.name === name && manifest.id < id,
    );
    setScreen({ name: "done", title, context, release, ...(before ? { before } : {}) });
  };

  /** Opens what was chosen on the first screen. */
  const open = async () => {
    if (beginning.kind === "draft") return begin(await loadDraft());
    if (beginning.kind === "release") {
      const release = await findRelease(beginning.name, output);
      return showRelease(release, release.manifest.name, "current release");
    }
    const next = beginning.kind === "new" ? await newImage() : beginWith(beginning.preset);
    const left = beginnings.draft && (await loadDraft().catch(() => undefined));
    if (left && differences(left.original, left.settings).length > 0) setScreen({ name: "discard", next });
    else begin(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen is opened once
  useEffect(() => {
    open().catch((error: Error) => {
      const title = beginning.kind === "preset" ? `The preset ${beginning.preset.name}` : "Cannot open this";
      setScreen({ name: "mistakes", title, text: error.message });
    });
  }, []);

  const runBuild = (settings: Settings) => {
    work.change({ building: true });
    const session = new BuildSession((cancel) =>
      build({ settings, output, useCache: true, signal: AbortSignal.any([cancel, signal]) }),
    );
    setScreen({ name: "build", session });
    session.ended
      .then(async (ended) => {
        if (!ended.release) throw new Error(ended.failure?.message ?? "failed");
        onBuilt(ended);
        work.change({ building: false });
        const release = await readRelease(ended.release);
        const cached = release.manifest.stages.filter(({ outcome }) => outcome === "cached").length;
        const context = ended.unchanged
          ? "nothing had changed"
          : `${minutes(ended.seconds)}   ${cached} of ${release.manifest.stages.length} stages from the cache`;
        await showRelease(release, `${release.manifest.name} is built`, context);
      })
      .catch(async (error) => {
        work.change({ building: false });
        const failure = session.current().ended?.failure ?? failureOf(error);
        const current = await currentRelease(`${output}/${settings.name}`);
        const since = current && { currentSince: new Date(current.manifest.finishedAt) };
        setScreen({ name: "failure", failure, ...since });
      });
  };
  const save = async (name: string, from: Screen) => {
    if (!draft) return;
    await savePreset(name, draft.settings);
    const settings = { ...draft.settings, name };
    work.change({ preset: name, original: settings, settings });
    setScreen(from.name === "summary" ? { name: "summary", note: `saved as the preset ${name}` } : from);
  };
  const goToStep = (at: number) => {
    const left = screen.name === "step" && steps[screen.at];
    if (left) setSeen((old) => new Set(old).add(left.name));
    setScreen(
      at < 0 ? { name: "steps", at: 0 } : at < steps.length ? { name: "step", at } : { name: "summary" },
    );
  };
  const leave = async (where: () => void) => {
    // A draft in which nothing was changed is nothing to go on with.
    if (draft && differences(draft.original, draft.settings).length === 0) work.discard();
    await work.settled();
    where();
  };
  const onCommand = (command: Command) => {
    if (command === "help") setHelp(true);
    if (command === "quit") void leave(() => onExit());
    if (command === "summary") setScreen({ name: "summary" });
    if (command === "save") setScreen({ name: "save", from: screen });
    if (command === "nextStep" && screen.name === "step") goToStep(screen.at + 1);
    if (command === "previousStep" && screen.name === "step") goToStep(screen.at - 1);
    if (command === "build" && draft) runBuild(draft.settings);
    if (command === "retry" && draft) runBuild(draft.settings);
    if (command === "edit" && screen.name === "failure")
      goToStep(indexOfStep(screen.failure.setting ?? "name"));
    if (command === "confirm" && screen.name === "discard") begin(screen.next);
    if (command === "back") {
      if (screen.name === "step") {
        setSeen((old) => new Set(old).add(steps[screen.at]?.name ?? ""));
        setScreen({ name: "steps", at: screen.at });
      } else if (screen.name === "summary" || screen.name === "failure")
        setScreen({ name: "steps", at: steps.length - 1 });
      else if (screen.name === "boot") setScreen(screen.from);
      else if (screen.name === "done" && draft) setScreen({ name: "steps", at: 0 });
      else void leave(onStart);
    }
  };
  const onNext = (action: NextAction) => {
    if (action === "boot" && screen.name === "done")
      setScreen({ name: "boot", session: new BootSession(screen.release, testBoot, signal), from: screen });
    if (action === "new") void leave(onStart);
    if (action === "quit") onCommand("quit");
  };

  if (help) return <Help about={helpAbout(screen)} onClose={() => setHelp(false)} />;
  if (screen.name === "boot") return <Boot session={screen.session} onCommand={onCommand} />;
  if (screen.name === "mistakes") return <Mistakes {...screen} onCommand={onCommand} />;
  if (screen.name === "discard") return <Discard name={beginnings.draft?.name ?? ""} onCommand={onCommand} />;
  if (screen.name === "done") {
    const { before, release } = screen;
    const since = before && { before, changes: changesBetween(before.manifest, release.manifest) };
    return <Done {...screen} since={since} onNext={onNext} onCommand={onCommand} />;
  }
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
              setScreen({ name: "mistakes", title: "The preset could not be saved", text: error.message }),
            );
          }}
          onBack={() => setScreen(screen.from)}
          onQuit={() => onCommand("quit")}
        />
      );
    case "build":
      return <Build session={screen.session} />;
    case "failure":
      return (
        <Failure
          failure={screen.failure}
          settings={settings}
          {...(screen.currentSince ? { currentSince: screen.currentSince } : {})}
          onCommand={onCommand}
        />
      );
  }
};
