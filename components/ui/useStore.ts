import { useEffect, useState, useSyncExternalStore } from "react";
import type { Store } from "./store.ts";

/** The state of a store; the component is drawn again at each announcement. */
export const useStore = <State extends object>(store: Store<State>): State =>
  useSyncExternalStore(store.subscribe, store.snapshot);

/** Milliseconds since the epoch; the component is drawn again each second, for its clocks. */
export const useNow = (): number => {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return Date.now();
};
