import { useEffect } from "react";
import type { ServeEvent } from "../../src/serve/events/events.ts";
import { Serve } from "../serve/Serve.tsx";
import { ServeSession } from "../serve/serve-session.ts";
import { drawFullscreen } from "./fullscreen.tsx";

interface Props {
  readonly session: ServeSession;
  readonly exit: () => void;
}

const UntilStopped = ({ session, exit }: Props) => {
  useEffect(() => {
    session.ended.then(exit, exit);
  }, [session, exit]);
  return <Serve session={session} onCommand={exit} />;
};

/**
 * Draws a boot server until somebody stops it.
 * @returns its last event, where it has begun
 * @throws what keeps it from beginning
 */
export const drawServe = async (
  events: (signal: AbortSignal) => AsyncIterable<ServeEvent>,
  signal: AbortSignal,
): Promise<ServeEvent | undefined> => {
  const session = new ServeSession(events);
  await drawFullscreen((exit) => <UntilStopped session={session} exit={exit} />, signal);
  await session.stop();
  await session.ended;
  return session.snapshot().server.ended;
};
