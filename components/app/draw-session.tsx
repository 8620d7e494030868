import type { ReactNode } from "react";
import { testBoot, type Verdict } from "../../src/boot/run.ts";
import type { BuildOptions } from "../../src/pipeline/build.ts";
import type { BuildEvent } from "../../src/pipeline/events.ts";
import type { Release } from "../../src/release/release.ts";
import type { ServeEvent } from "../../src/serve/events/events.ts";
import type { ServeView } from "../../src/serve/events/fold.ts";
import { ThinsmithError } from "../../src/system/errors.ts";
import { Boot } from "../boot/Boot.tsx";
import { type BootChoice, BootSession } from "../boot/boot-session.ts";
import { Build } from "../build/Build.tsx";
import { BuildSession } from "../build/build-session.ts";
import { Serve } from "../serve/Serve.tsx";
import { ServeSession } from "../serve/serve-session.ts";
import { drawFullscreen } from "./fullscreen.tsx";

/** Draws one screen until its session has ended, or until the screen calls `exit`. */
const drawUntil = (
  ended: Promise<unknown>,
  draw: (exit: () => void) => ReactNode,
  signal: AbortSignal,
): Promise<void> =>
  drawFullscreen((exit) => {
    ended.then(exit, exit);
    return draw(exit);
  }, signal);

/** Draws one build from its first event to its last, which it resolves with. */
export const drawBuild = async (
  events: (signal: AbortSignal, onPause: BuildOptions["onPause"]) => AsyncIterable<BuildEvent>,
  signal: AbortSignal,
): Promise<BuildEvent> => {
  const session = new BuildSession(events);
  await drawUntil(session.ended, () => <Build session={session} />, signal);
  return session.ended;
};

/**
 * Draws test boots of a release until a person leaves; the machine is gone then.
 * @returns the verdict on the last one, if it got so far
 * @throws what kept it from beginning
 */
export const drawBoot = async (
  release: Release,
  choice: BootChoice,
  signal: AbortSignal,
): Promise<Verdict | undefined> => {
  const session = new BootSession(release, testBoot, signal, choice);
  await drawFullscreen((exit) => {
    // Without a machine there is nothing to look at.
    session.subscribe(() => session.snapshot().error && exit());
    return <Boot session={session} onCommand={exit} alone />;
  }, signal);
  await session.stop();
  const { verdict, error } = session.snapshot();
  const { message, ...more } = error ?? {};
  if (message !== undefined) throw new ThinsmithError(message, more);
  return verdict;
};

/**
 * Draws a boot server until a person stops it.
 * @returns what came of it
 * @throws what keeps it from beginning
 */
export const drawServe = async (
  events: (signal: AbortSignal) => AsyncIterable<ServeEvent>,
  signal: AbortSignal,
): Promise<ServeView> => {
  const session = new ServeSession(events);
  await drawUntil(session.ended, (exit) => <Serve session={session} onCommand={exit} />, signal);
  await session.stop();
  await session.ended;
  return session.snapshot().server;
};
