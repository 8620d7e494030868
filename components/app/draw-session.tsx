import type { ReactNode } from "react";
import type { BuildOptions } from "../../src/pipeline/build.ts";
import type { BuildEvent } from "../../src/pipeline/events.ts";
import type { ServeEvent } from "../../src/serve/events/events.ts";
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
 * Draws a boot server until a person stops it.
 * @returns its last event, where it has begun
 * @throws what keeps it from beginning
 */
export const drawServe = async (
  events: (signal: AbortSignal) => AsyncIterable<ServeEvent>,
  signal: AbortSignal,
): Promise<ServeEvent | undefined> => {
  const session = new ServeSession(events);
  await drawUntil(session.ended, (exit) => <Serve session={session} onCommand={exit} />, signal);
  await session.stop();
  await session.ended;
  return session.snapshot().server.ended;
};
