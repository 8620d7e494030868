import { Box, Text } from "ink";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { BuildEnded } from "../../src/pipeline/events.ts";
import { sanitize } from "../../src/system/text.ts";
import type { Command, ScreenKeys } from "../keys/keys.ts";
import { useFinder } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { FindHintProvider } from "../ui/frame/find-hint.ts";
import type { SidePanes } from "../ui/frame/panes.ts";
import { useStore } from "../ui/useStore.ts";
import { WorkStore } from "../wizard/work.ts";
import type { Beginning, Beginnings, ReleaseAction } from "./beginning.ts";
import type { Places } from "./find/entry.ts";
import { type Entry, keyOfDraft, keyOfImage, releaseOf } from "./first/rows.ts";
import { type Place, startScreen } from "./Start.tsx";
import { type Open, open, useStack } from "./stack.tsx";

interface Props {
  readonly first: Beginnings;
  readonly look: () => Promise<Beginnings>;
  readonly output: string;
  /** Fetch package lists that are not here, while a draft is open. */
  readonly fetchLists?: boolean;
  /** Ends the wizard; the last release that was built is printed into the scrollback. */
  readonly onExit: (built?: BuildEnded) => void;
  /** Cancels what runs when the program is told to end. */
  readonly signal: AbortSignal;
}

/** All but the first screen: slow to load, and not needed for the first frame. */
const loadFlow = () => import("./flow.tsx");
const loadFind = () => import("./find/Find.tsx");
const loadTarget = () => import("./find/target.ts");

/** No key does anything before the next screen is open: it waits for that. */
const waitingKeys: ScreenKeys = { title: "Waiting", bindings: [] };

/** What is waited for, in words. */
const waitingFor = (beginning: Beginning): string => {
  if (beginning.kind === "draft") return `opening the draft ${beginning.name} ...`;
  if (beginning.kind === "preset") return `opening the preset ${beginning.preset.name} ...`;
  return beginning.kind === "new" ? "opening a new image ..." : "opening the image ...";
};

const releaseActions: readonly Command[] = ["boot", "inspect", "compare", "serve"];
const isReleaseAction = (command: Command): command is ReleaseAction => releaseActions.includes(command);

/** What a command of the first screen opens; nothing where it does something else with the entry. */
const beginningOf = (command: Command, entry: Entry): Beginning | undefined => {
  const build = command === "build";
  if (!build && command !== "accept" && !isReleaseAction(command)) return undefined;
  const action = isReleaseAction(command) ? command : undefined;
  switch (entry.kind) {
    case "draft":
      return { kind: "draft", name: entry.draft.name, build };
    case "preset":
      return { kind: "preset", preset: entry.preset, build };
    case "new":
      return { kind: "new" };
    default: {
      const directory = releaseOf(entry)?.entry.directory ?? `${entry.image.directory}/current`;
      return build ? { kind: "again", directory } : { kind: "release", directory, action };
    }
  }
};

/** Where the first screen did not lead to what is open. */
const nothingAround: SidePanes = {};

/** Until the next screen is open: as wide as the first screen was. */
const Waiting = ({ around: { right }, text }: { readonly around: SidePanes; readonly text: string }) => (
  <Frame title="thinsmith" screen={waitingKeys} panes={{ right }}>
    <Text {...theme.quiet}>{sanitize(text)}</Text>
  </Frame>
);

/** The program in the terminal: its screens, from the first one on. */
export const App = ({ first, look, output, fetchLists = false, onExit, signal }: Props) => {
  const [work] = useState(() => new WorkStore());
  const now = useStore(work);
  const built = useRef<BuildEnded>(undefined);
  const place = useRef<Place>({ open: new Set() });
  const around = useRef(nothingAround);
  const waiting = useRef("");
  const exit = () => onExit(built.current);
  const latest = useRef(first);
  const places = useRef<Places>(undefined);
  const [found, setFound] = useState<() => ReactNode>();
  const close = () => setFound(undefined);
  const lookAgain = async () => {
    latest.current = await look().catch(() => latest.current);
    return latest.current;
  };
  const start = (): Open => {
    places.current = undefined;
    const beginnings = latest.current;
    return open(startScreen, () => ({
      first: beginnings,
      look: lookAgain,
      place: place.current,
      onAct: (command: Command, entry: Entry, from: Place, panes: SidePanes) => {
        place.current = from;
        around.current = panes;
        const beginning = beginningOf(command, entry);
        if (beginning) void begin(beginning);
        else void tend(command, entry);
      },
      onQuit: exit,
    }));
  };
  const stack = useStack(start);
  const restart = async () => {
    waiting.current = "reading ...";
    await lookAgain();
    stack.reset(start());
    work.end();
  };
  const begin = async (beginning: Beginning, onOpened?: () => void) => {
    waiting.current = waitingFor(beginning);
    stack.reset();
    const { beginFlow } = await loadFlow();
    // The draft before may be the one that is opened: it is free once its lock is.
    await work.settled();
    await beginFlow(beginning, {
      ...{ stack, work, output, signal, fetchLists, onOpened },
      ...{ beginnings: latest.current, around: around.current, onExit: exit },
      onPlaces: (there) => {
        places.current = there;
      },
      onBuilt: (ended, image) => {
        built.current = ended;
        place.current = { ...place.current, key: keyOfImage(image) };
      },
      onStart: () => {
        const left = work.current();
        if (left) place.current = { ...place.current, key: keyOfDraft(left.name) };
        void restart();
      },
    });
  };
  const tend = async (command: Command, entry: Entry) => {
    waiting.current = "one moment ...";
    const { tend: tendTo } = await import("./first/tend.ts");
    // As it is on disk: the draft that was left may be still on its way there.
    await work.settled();
    tendTo(command, entry, {
      ...{ stack, around: around.current, onExit: exit },
      onDone: (said, key) => {
        place.current = { ...place.current, said, ...(key === undefined ? {} : { key }) };
        void restart();
      },
    });
  };
  /** Begins with something else from anywhere, the draft kept; goes on to a setting of it, and to another value. */
  const turnTo = (beginning: Beginning, setting?: string, value?: unknown) => {
    // Not at once where another wizard has the draft: a person is asked whether a copy will do.
    const onOpened = () => {
      if (!setting) return;
      if (value !== undefined) places.current?.change(setting, value);
      places.current?.openSetting(setting);
    };
    const go = () => {
      work.end();
      around.current = nothingAround;
      void begin(beginning, onOpened);
    };
    if (places.current) places.current.leave(go);
    else go();
  };
  useFinder(async (below) => {
    // What was built or saved since the first screen can be found, too.
    const [{ Find }, { openTarget, targetIn }, beginnings] = await Promise.all([
      ...([loadFind(), loadTarget()] as const),
      lookAgain(),
    ]);
    const [draft, there] = [work.current(), places.current];
    const target = draft && there ? openTarget(draft.settings, there) : await targetIn(beginnings, turnTo);
    setFound(() => () => (
      <Find
        around={{ target, places: there, begin: turnTo }}
        beginnings={beginnings}
        below={below}
        screen={stack.top?.screen}
        onClose={close}
      />
    ));
  });
  useEffect(() => {
    void loadFlow().then(loadFind).then(loadTarget);
  }, []);
  // However the program ends: a draft's lock is a process that it would wait for.
  useEffect(() => () => work.end(), [work]);
  // What comes by itself, such as the end of a build, is not to lie below it.
  const { top } = stack;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another screen is on top
  useEffect(close, [top]);
  return (
    <>
      <FindHintProvider value="ctrl-p find">
        <Box display={found ? "none" : "flex"} flexDirection="column">
          {stack.draw(now) ?? <Waiting around={around.current} text={waiting.current} />}
        </Box>
      </FindHintProvider>
      {found?.()}
    </>
  );
};
