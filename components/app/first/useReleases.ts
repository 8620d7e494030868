import { useEffect, useState } from "react";
import type { BuiltImage } from "../../../src/release/built.ts";
import type { Releases } from "./rows.ts";

/** What is known of the images' releases: read after the first frame, image by image, those built last first. */
export const useReleases = (images: readonly BuiltImage[]): Releases => {
  const [releases, setReleases] = useState<Releases>(new Map());
  useEffect(() => {
    let over = false;
    const read = async () => {
      const { describeImage } = await import("../../../src/release/describe.ts");
      for (const { directory } of images) {
        if (over) return;
        // Of one that cannot be read nothing is known: that is not the same as none.
        const found = await describeImage(directory).catch(() => undefined);
        if (found && !over) setReleases((known) => new Map(known).set(directory, found));
      }
    };
    if (images.length > 0) void read();
    return () => {
      over = true;
    };
  }, [images]);
  return releases;
};
