import { useEffect, useState, useSyncExternalStore } from "react";

/** Something that changes by itself and tells of it. */
interface Live<View> {
  subscribe(listener: () => void): () => void;
  current(): View;
}

/** A session as it is now; drawn again at each change, and each second for the clocks. */
export const useLiveView = <View>(session: Live<View>): { view: View; now: number } => {
  const view = useSyncExternalStore(session.subscribe, session.current);
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return { view, now: Date.now() };
};
