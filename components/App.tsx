import { useEffect, useState } from "react";
import type { BuildEvent, Failure as BuildFailure } from "../src/build/events.ts";
import type { Release } from "../src/image/release.ts";
import type { PresetEntry } from "../src/settings/preset-list.ts";
import type { Settings } from "../src/settings/schema.ts";
import { ThinsmithError } from "../src/system/errors.ts";
import { harmless } from "../src/system/text.ts";
import { BuildSession } from "./build-session.ts";
import type { Command, ScreenName } from "./keys.ts";
import { Build } from "./screens/Build.tsx";
import { Done } from "./screens/Done.tsx";
import { Failure } from "./screens/Failure.tsx";
import { Start } from "./screens/Start.tsx";
import { Summary } from "./screens/Summary.tsx";
import { Help } from "./ui/Help.tsx";

/** What is slow to load and not needed for the first frame. */
const domain = async () => ({
  ...(await import("../src/settings/presets.ts")),
  ...(await import("../src/build/run.ts")),
  ...(await import("../src/image/release.ts")),
});

type Ended = Extract<BuildEvent, { type: "build-ended" }>;

/** Which screen is on, with what it shows. */
type Screen =
  | { name: "start"; mistake?: string }
  | { name: "summary"; settings: Settings }
  | { name: "build"; settings: Settings; session: BuildSession }
  | { name: "failure"; settings: Settings; failure: BuildFailure }
  | { name: "done"; release: Release; ended: Ended };

interface Props {
  readonly presets: readonly PresetEntry[];
  readonly output: string;
  /** Ends the wizard; the last release that was built is printed into the scrollback. */
  readonly onExit: (built?: Ended) => void;
  /** Cancels a running build when the program is told to end. */
  readonly signal: AbortSignal;
}

const failureOf = (error: unknown): BuildFailure => ({
  message: error instanceof Error ? error.message : String(error),
  cancelled: false,
  ...(error instanceof ThinsmithError && error.remedy ? { remedy: error.remedy } : {}),
});

/** The wizard: choose a preset, look at it, build it, see what came of it. */
export const App = ({ presets, output, onExit, signal }: Props) => {
  const [screen, setScreen] = useState<Screen>({ name: "start" });
  const [help, setHelp] = useState<ScreenName>();
  const [built, setBuilt] = useState<Ended>();

  const choose = (preset: PresetEntry) => {
    domain()
      .then(({ settingsOf }) => setScreen({ name: "summary", settings: settingsOf(preset) }))
      .catch((error: Error) =>
        setScreen({ name: "start", mistake: harmless(error.message.replaceAll("\n", " ")) }),
      );
  };
  const begin = (settings: Settings) => {
    const session = new BuildSession(async function* (cancel) {
      const { build } = await domain();
      yield* build({ settings, output, useCache: true, signal: AbortSignal.any([cancel, signal]) });
    });
    setScreen({ name: "build", settings, session });
  };

  useEffect(() => {
    if (screen.name !== "build") return;
    const { session, settings } = screen;
    session.ended
      .then(async (ended) => {
        if (!ended.release) throw new Error(ended.failure?.message ?? "failed");
        setBuilt(ended);
        const { readRelease } = await domain();
        setScreen({ name: "done", release: await readRelease(ended.release), ended });
      })
      .catch((error) => {
        const failure = session.current().ended?.failure ?? failureOf(error);
        setScreen({ name: "failure", settings, failure });
      });
  }, [screen]);

  const onCommand = (command: Command) => {
    if (command === "help") setHelp(screen.name);
    if (command === "quit") onExit(built);
    if (command === "back" && screen.name === "summary") setScreen({ name: "start" });
    if (command === "back" && screen.name === "failure")
      setScreen({ name: "summary", settings: screen.settings });
    if (command === "build" && screen.name === "summary") begin(screen.settings);
    if (command === "retry" && screen.name === "failure") begin(screen.settings);
  };

  if (help) return <Help about={help} onClose={() => setHelp(undefined)} />;
  switch (screen.name) {
    case "start":
      return (
        <Start
          presets={presets}
          {...(screen.mistake ? { mistake: screen.mistake } : {})}
          onChoose={choose}
          onCommand={onCommand}
        />
      );
    case "summary":
      return <Summary settings={screen.settings} output={output} onCommand={onCommand} />;
    case "build":
      return <Build session={screen.session} />;
    case "failure":
      return <Failure failure={screen.failure} onCommand={onCommand} />;
    case "done":
      return (
        <Done
          release={screen.release}
          seconds={screen.ended.seconds}
          unchanged={screen.ended.unchanged === true}
          onNewImage={() => setScreen({ name: "start" })}
          onCommand={onCommand}
        />
      );
  }
};
