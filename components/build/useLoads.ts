import { useEffect, useRef, useState } from "react";
import { type Load, loadMeter } from "../../src/system/load.ts";
import { gibibyte } from "../ui/format.ts";

/** 1.9, 23: as many digits as say something. */
export const gib = (bytes: number) =>
  bytes < 9.95 * gibibyte ? (bytes / gibibyte).toFixed(1) : String(Math.round(bytes / gibibyte));

/** As many as the widest sparkline has columns. */
const kept = 64;

/** How busy the machine was, and how large the image was that was being packed. */
export interface BuildLoad extends Load {
  readonly packed?: number;
}

/**
 * How busy the machine was, sampled once a second, the newest last; `paths` lie on the file systems whose room is of
 * interest.
 * @param packed bytes of the image that is being packed
 */
export const useLoads = (paths: readonly string[], packed: number | undefined): readonly BuildLoad[] => {
  const [loads, setLoads] = useState<readonly BuildLoad[]>([]);
  const latest = useRef(packed);
  latest.current = packed;
  const joined = paths.join("\0");
  useEffect(() => {
    const meter = loadMeter();
    let over = false;
    const sample = () =>
      meter(joined.split("\0")).then((now) => {
        // Where a figure is missing now, the last one is better than none.
        if (over) return;
        const size = latest.current === undefined ? {} : { packed: latest.current };
        setLoads((old) => [...old, { ...old.at(-1), ...now, ...size }].slice(-kept));
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
