import { useEffect, useState } from "react";
import type { Beginnings } from "../beginning.ts";

/** Milliseconds between two looks at what is on disk. */
const pause = 3_000;

/** What the first screen lists, as it is on disk now: what is built in another terminal appears without a key. */
export const useFresh = (first: Beginnings, look: () => Promise<Beginnings>): Beginnings => {
  const [fresh, setFresh] = useState(first);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks go on as they began
  useEffect(() => {
    let over = false;
    let timer: NodeJS.Timeout;
    const lookAgain = async () => {
      const found = await look().catch(() => undefined);
      if (over) return;
      // The same object where nothing changed: what is made of it is kept.
      if (found) setFresh((known) => (JSON.stringify(known) === JSON.stringify(found) ? known : found));
      timer = setTimeout(lookAgain, pause);
    };
    timer = setTimeout(lookAgain, pause);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, []);
  return fresh;
};
