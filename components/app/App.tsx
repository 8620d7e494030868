import { useEffect, useRef, useState } from "react";
import type { BuildEnded } from "../../src/pipeline/events.ts";
import { mistakesScreen } from "../app/Mistakes.tsx";
import type { Command } from "../keys/keys.ts";
import { Frame } from "../ui/Frame.tsx";
import type { Beginning, Beginnings } from "./beginning.ts";
import { Start } from "./Start.tsx";

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
const loadWizard = () => import("./Wizard.tsx");

/** The first screen, and the wizard for what was chosen on it. */
export const App = ({ first, look, output, onExit, signal }: Props) => {
  const [beginnings, setBeginnings] = useState(first);
  const [chosen, setChosen] = useState<Beginning>();
  const [wizard, setWizard] = useState<Awaited<ReturnType<typeof loadWizard>>>();
  /** Screens that were opened before a build ended have to know it too. */
  const built = useRef<BuildEnded>(undefined);
  useEffect(() => {
    void loadWizard().then(setWizard);
  }, []);

  const onCommand = (command: Command) => {
    if (command === "quit") onExit(built.current);
  };
  if (!chosen) return <Start {...beginnings} onChoose={setChosen} onCommand={onCommand} />;
  // Nothing takes keys here: they wait for the wizard.
  if (!wizard) return <Frame title="thinsmith" screen={mistakesScreen} />;
  return (
    <wizard.Wizard
      beginning={chosen}
      beginnings={beginnings}
      output={output}
      signal={signal}
      onBuilt={(ended) => {
        built.current = ended;
      }}
      onStart={() => {
        look().then(
          (now) => {
            setBeginnings(now);
            setChosen(undefined);
          },
          () => setChosen(undefined),
        );
      }}
      onExit={(last) => onExit(last ?? built.current)}
    />
  );
};
