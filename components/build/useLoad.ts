import { useEffect, useState } from "react";
import { type Load, loadMeter } from "../../src/system/load.ts";

/** How busy the machine is, sampled once a second; `paths` lie on the file systems whose room is of interest. */
export const useLoad = (paths: readonly string[]): Load => {
  const [load, setLoad] = useState<Load>({});
  const joined = paths.join("\0");
  useEffect(() => {
    const meter = loadMeter();
    let over = false;
    const sample = () =>
      meter(joined.split("\0")).then((now) => {
        // Where a figure is missing now, the last one is better than none.
        if (!over) setLoad((old) => ({ ...old, ...now }));
      });
    sample();
    const timer = setInterval(sample, 1000);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [joined]);
  return load;
};
