import { useEffect } from "react";
import type { BuildEvent } from "../src/build/events.ts";
import type { BuildOptions } from "../src/build/run.ts";
import { BuildSession } from "./build-session.ts";
import { drawFullscreen } from "./fullscreen.tsx";
import { Build } from "./screens/Build.tsx";

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
