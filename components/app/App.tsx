import { useEffect, useRef, useState } from "react";
import type { BuildEnded } from "../../src/pipeline/events.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { useStore } from "../ui/useStore.ts";
import { WorkStore } from "../wizard/work.ts";
import type { Beginning, Beginnings } from "./beginning.ts";
import { mistakesScreen } from "./Mistakes.tsx";
import { startScreen } from "./Start.tsx";
import { type Open, open, useStack } from "./stack.tsx";

interface Props {
  readonly first: Beginnings;
  readonly look: () => Promise<Beginnings>;
  readonly output: string;
  /** Ends the wizard; the last release that was built is printed into the scrollback. */
  readonly onExit: (built?: BuildEnded) => void;
  /** Cancels what runs when the program is told to end. */
  readonly signal: AbortSignal;
}

/** All but the first screen: slow to load, and not needed for the first frame. */
const loadFlow = () => import("./flow.tsx");

/** The program in the terminal: its screens, from the first one on. */
export const App = ({ first, look, output, onExit, signal }: Props) => {
  const [work] = useState(() => new WorkStore());
  const now = useStore(work);
  const built = useRef<BuildEnded>(undefined);
  const exit = () => onExit(built.current);
  const start = (beginnings: Beginnings): Open =>
    open(startScreen, () => ({
      ...beginnings,
      onChoose: (beginning: Beginning) => void begin(beginnings, beginning),
      onCommand: (command) => {
        if (command === "quit") exit();
      },
    }));
  const stack = useStack(() => start(first));
  const begin = async (beginnings: Beginnings, beginning: Beginning) => {
    stack.reset();
    const { beginFlow } = await loadFlow();
    await beginFlow(beginning, {
      ...{ stack, work, output, signal, beginnings, onExit: exit },
      onBuilt: (ended) => {
        built.current = ended;
      },
      onStart: async () => {
        const again = await look().catch(() => beginnings);
        stack.reset(start(again));
        work.end();
      },
    });
  };
  useEffect(() => {
    void loadFlow();
  }, []);
  // Nothing takes keys before the next screen is open: they wait for it.
  return stack.draw(now) ?? <Frame title="thinsmith" screen={mistakesScreen} />;
};
