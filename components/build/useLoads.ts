import { useEffect, useState } from "react";
import { type Load, loadMeter } from "../../src/system/load.ts";
import { gibibyte } from "../ui/format.ts";

/** 1.9, 23: as many digits as say something. */
export const gib = (bytes: number) =>
  bytes < 9.95 * gibibyte ? (bytes / gibibyte).toFixed(1) : String(Math.round(bytes / gibibyte));

/** As many as the widest sparkline has columns. */
const kept = 64;

/**
 * How busy the machine was, sampled once a second, the newest last; `paths` lie on the file systems whose room is of
 * interest.
 */
export const useLoads = (paths: readonly string[]): readonly Load[] => {
  const [loads, setLoads] = useState<readonly Load[]>([]);
  const joined = paths.join("\0");
  useEffect(() => {
    const meter = loadMeter();
    let over = false;
    const sample = () =>
      meter(joined.split("\0")).then((now) => {
        // Where a figure is missing now, the last one is better than none.
        if (!over) setLoads((old) => [...old, { ...old.at(-1), ...now }].slice(-kept));
      });
    sample();
    const timer = setInterval(sample, 1000);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [joined]);
  return loads;
};
