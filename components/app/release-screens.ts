import { dirname } from "node:path";
import { testBoot } from "../../src/boot/run.ts";
import { listInterfaces, type NetworkInterface } from "../../src/serve/network/interface.ts";
import { bootScreen } from "../boot/Boot.tsx";
import { BootSession } from "../boot/boot-session.ts";
import { type BootWords, bootWords } from "../boot/boot-words.ts";
import type { ReleaseView } from "../build/build-outcome.ts";
import { doneScreen, type NextAction } from "../build/Done.tsx";
import { inspectScreen } from "../inspect/Inspect.tsx";
import { openInspection } from "../inspect/open-inspection.ts";
import { serveScreen } from "../serve/Serve.tsx";
import { serveSetupScreen } from "../serve/ServeSetup.tsx";
import { ServeSession } from "../serve/serve-session.ts";
import { beginningWith, type ServeChoice, serveChoice } from "../serve/serve-setup.ts";
import { filesSection, packagesSection } from "../ui/frame/release-sections.ts";
import { failureText } from "../ui/shown-error.ts";
import type { ReleaseAction } from "./beginning.ts";
import { beside, type Handle, type Open, open, type Stack } from "./stack.tsx";

interface Options {
  readonly stack: Stack;
  /** Handles what all screens have: "back" and "quit". */
  readonly handle: Handle;
  /** The screen that says why something cannot be opened. */
  readonly mistakes: (title: string, text: string) => Open;
  readonly view: ReleaseView;
  readonly output: string;
  readonly signal: AbortSignal;
  /** Aborted once the release is left. */
  readonly left: AbortSignal;
  /** Leaves something out of the release's next build; gives a sentence about it. */
  readonly onExclude: (pattern: string) => Promise<string>;
  /** Leads the release's draft back or forth by one change; gives a sentence about it. */
  readonly onTurn: (direction: "undo" | "redo") => Promise<string>;
  readonly onNew: () => void;
}

interface ReleaseScreens {
  readonly screen: Open;
  /** Opens what the release is wanted for, without the screen itself. */
  readonly act: (action: ReleaseAction) => void;
}

/** A release, and what can be done with it: a test boot, a look inside, serving it. */
export const releaseScreens = (options: Options): ReleaseScreens => {
  const { stack, handle, mistakes, view, output, signal, left, onExclude, onTurn, onNew } = options;
  const { directory, manifest } = view.release;

  let opening = false;
  /** Opens a screen that needs something first, once; says why where that cannot be had. */
  const openWith = (title: string, look: () => Promise<Open>) => {
    if (opening) return;
    opening = true;
    const facts = { right: [filesSection(manifest), packagesSection(manifest)] };
    look()
      .catch((error: unknown) => beside(facts, mistakes(title, failureText(error))))
      .then((screen) => {
        if (!left.aborted) stack.push(screen);
      })
      .finally(() => {
        opening = false;
      });
  };
  const boot = () => {
    const session = new BootSession(view.release, testBoot, signal);
    const back = () => {
      const now = session.snapshot();
      stack.pop();
      stack.replace(done(now.verdict && bootWords(now)));
    };
    stack.push(open(bootScreen, () => ({ session, onCommand: handle({ back }) })));
  };
  /** @param comparing whether it begins with the releases that this one can be compared with */
  const inspect = async (comparing = false) => {
    const inspection = await openInspection(directory, output, AbortSignal.any([signal, left]));
    const back = () => {
      inspection.session.close();
      if (!stack.pop()) onNew();
    };
    return open(inspectScreen, () => ({
      ...inspection,
      comparing,
      onExclude,
      onTurn,
      onCommand: handle({ back }),
    }));
  };
  const serveSetup = (interfaces: readonly NetworkInterface[], start: ServeChoice): Open =>
    open(serveSetupScreen, () => ({
      ...{ release: manifest, interfaces, start, onCommand: handle() },
      onStart: (choice: ServeChoice) => {
        stack.replace(serveSetup(interfaces, choice));
        stack.push(serve(choice));
      },
    }));
  const serve = (choice: ServeChoice): Open => {
    const session = new ServeSession((cancel) =>
      serveChoice(choice, dirname(dirname(directory)), output, AbortSignal.any([cancel, signal])),
    );
    // What could not begin is chosen again.
    const back = () => {
      if (!stack.pop(session.snapshot().error ? 1 : 2)) onNew();
    };
    return open(serveScreen, () => ({ session, onCommand: handle({ back }) }));
  };
  const next: Readonly<Record<NextAction | ReleaseAction, () => void>> = {
    boot,
    inspect: () => openWith("This release cannot be read", inspect),
    compare: () => openWith("This release cannot be read", () => inspect(true)),
    serve: () =>
      openWith("The network interfaces cannot be read", async () => {
        const interfaces = await listInterfaces();
        return serveSetup(interfaces, beginningWith(interfaces));
      }),
    new: onNew,
    quit: () => handle()("quit"),
  };
  /** @param tested what came of the last test boot */
  const done = (tested?: BootWords): Open =>
    open(doneScreen, () => ({
      ...view,
      ...(tested ? { tested } : {}),
      onNext: (action: NextAction) => next[action](),
      onCommand: handle(),
    }));
  return { screen: done(), act: (action) => next[action]() };
};
