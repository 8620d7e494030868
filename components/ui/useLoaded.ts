import { useEffect, useState } from "react";

/**
 * What `load` resolves with; undefined before that, and where it fails.
 * @param key when it changes, `load` begins again
 */
export const useLoaded = <T>(load: () => Promise<T>, key = ""): T | undefined => {
  const [loaded, setLoaded] = useState<T>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key has all that the result depends on
  useEffect(() => {
    let over = false;
    load().then(
      (found) => {
        if (!over) setLoaded(() => found);
      },
      () => {},
    );
    return () => {
      over = true;
    };
  }, [key]);
  return loaded;
};
