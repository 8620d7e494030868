import { useEffect } from "react";
import type { BuildOptions } from "../../src/pipeline/build.ts";
import type { BuildEvent } from "../../src/pipeline/events.ts";
import { Build } from "../build/Build.tsx";
import { BuildSession } from "../build/build-session.ts";
import { drawFullscreen } from "./fullscreen.tsx";

const UntilEnded = ({ session, exit }: { readonly session: BuildSession; readonly exit: () => void }) => {
  useEffect(() => {
    session.ended.then(exit, exit);
  }, [session, exit]);
  return <Build session={session} />;
};

/** Draws one build from its first event to its last, which it resolves with. */
export const drawBuild = async (
  events: (signal: AbortSignal, onPause: BuildOptions["onPause"]) => AsyncIterable<BuildEvent>,
  signal: AbortSignal,
): Promise<BuildEvent> => {
  const session = new BuildSession(events);
  await drawFullscreen((exit) => <UntilEnded session={session} exit={exit} />, signal);
  return session.ended;
};
