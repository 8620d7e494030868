import { useEffect, useState, useSyncExternalStore } from "react";
import type { BuildView } from "../../src/build/fold.ts";
import type { BuildSession } from "../build-session.ts";

/** A build as it is now; drawn again at each change, and each second for the clocks. */
export const useBuildView = (session: BuildSession): { view: BuildView; now: number } => {
  const view = useSyncExternalStore(session.subscribe, session.current);
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return { view, now: Date.now() };
};
