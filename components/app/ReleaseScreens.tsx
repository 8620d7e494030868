import { dirname } from "node:path";
import { useState } from "react";
import { testBoot } from "../../src/boot/run.ts";
import { listInterfaces, type NetworkInterface } from "../../src/serve/network/interface.ts";
import { Boot } from "../boot/Boot.tsx";
import { BootSession } from "../boot/boot-session.ts";
import { type BootWords, bootWords } from "../boot/boot-words.ts";
import type { ReleaseView } from "../build/build-outcome.ts";
import { Done, type NextAction } from "../build/Done.tsx";
import type { CompareChoice } from "../inspect/Comparing.tsx";
import { Inspect } from "../inspect/Inspect.tsx";
import type { InspectSession } from "../inspect/inspect-session.ts";
import { openInspection } from "../inspect/open-inspection.ts";
import type { Command } from "../keys/keys.ts";
import { Serve } from "../serve/Serve.tsx";
import { ServeSetup } from "../serve/ServeSetup.tsx";
import { ServeSession } from "../serve/serve-session.ts";
import { beginningWith, type ServeChoice, serveChoice } from "../serve/serve-setup.ts";
import { Mistakes } from "./Mistakes.tsx";

type Setup = { name: "serveSetup"; interfaces: readonly NetworkInterface[]; choice: ServeChoice };

/** Which screen is on. */
type Screen =
  | { name: "done" }
  | { name: "mistakes"; title: string; text: string }
  | { name: "boot"; session: BootSession }
  | { name: "inspect"; session: InspectSession; others: readonly CompareChoice[] }
  | Setup
  | { name: "serve"; session: ServeSession; setup: Setup };

const done: Screen = { name: "done" };

interface Props {
  readonly view: ReleaseView;
  readonly output: string;
  readonly signal: AbortSignal;
  /** Leaves something out of the release's next build; gives a sentence about it. */
  readonly onExclude: (pattern: string) => Promise<string>;
  readonly onNew: () => void;
  /** Gets "back" from the first of these screens, and "quit". */
  readonly onCommand: (command: Command) => void;
}

/** A release, and what can be done with it: a test boot, a look inside, serving it. */
export const ReleaseScreens = ({ view, output, signal, onExclude, onNew, onCommand }: Props) => {
  const [screen, setScreen] = useState<Screen>(done);
  const [tested, setTested] = useState<BootWords>();
  const { directory, manifest } = view.release;

  /** Opens a screen that needs something first; says why where that cannot be had. */
  const open = (title: string, look: () => Promise<Screen>) => {
    look().then(setScreen, (error: unknown) =>
      setScreen({ name: "mistakes", title, text: error instanceof Error ? error.message : String(error) }),
    );
  };
  const onNext = (action: NextAction) => {
    if (action === "boot")
      setScreen({ name: "boot", session: new BootSession(view.release, testBoot, signal) });
    if (action === "inspect")
      open("This release cannot be read", async () => ({
        name: "inspect",
        ...(await openInspection(directory, output, signal)),
      }));
    if (action === "serve")
      open("The network interfaces cannot be read", async () => {
        const interfaces = await listInterfaces();
        return { name: "serveSetup", interfaces, choice: beginningWith(interfaces) };
      });
    if (action === "new") onNew();
    if (action === "quit") onCommand("quit");
  };
  const startServing = (choice: ServeChoice, setup: Setup) => {
    const session = new ServeSession((cancel) =>
      serveChoice(choice, dirname(dirname(directory)), output, AbortSignal.any([cancel, signal])),
    );
    setScreen({ name: "serve", session, setup: { ...setup, choice } });
  };
  const goBack = () => {
    if (screen.name === "done") return onCommand("back");
    if (screen.name === "boot") {
      const now = screen.session.snapshot();
      setTested(now.verdict && bootWords(now));
    }
    if (screen.name === "inspect") screen.session.close();
    // What could not begin is chosen again.
    setScreen(screen.name === "serve" && screen.session.snapshot().error ? screen.setup : done);
  };
  const handle = (command: Command) => {
    if (command === "back") goBack();
    if (command === "quit") onCommand("quit");
  };

  switch (screen.name) {
    case "done":
      return <Done {...view} {...(tested ? { tested } : {})} onNext={onNext} onCommand={handle} />;
    case "mistakes":
      return <Mistakes {...screen} onCommand={handle} />;
    case "boot":
      return <Boot session={screen.session} onCommand={handle} />;
    case "inspect":
      return (
        <Inspect session={screen.session} others={screen.others} onExclude={onExclude} onCommand={handle} />
      );
    case "serveSetup":
      return (
        <ServeSetup
          name={manifest.name}
          interfaces={screen.interfaces}
          start={screen.choice}
          onStart={(choice) => startServing(choice, screen)}
          onCommand={handle}
        />
      );
    case "serve":
      return <Serve session={screen.session} onCommand={handle} />;
  }
};
