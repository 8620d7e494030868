import { useEffect, useMemo, useState } from "react";
import { sanitize } from "../../../src/system/text.ts";
import { type Line, run } from "../../charts/line.ts";
import type { SidePanes } from "../../ui/frame/panes.ts";
import { useLoaded } from "../../ui/useLoaded.ts";
import type { Later } from "./later.ts";
import { type Entry, keyOf, releaseOf } from "./rows.ts";

/** A person who only passes a row does not wait for a package list or a picture. Milliseconds. */
const restsAfter = 300;

/** While what draws the pane is loaded: an empty one looks as if there was nothing to say. */
const reading: readonly Line[] = [[run("reading ...", { dim: true })]];

const titleOf = (entry: Entry | undefined): string => {
  if (entry?.kind === "image" || entry?.kind === "release") return sanitize(entry.image.name);
  if (entry?.kind === "preset") return sanitize(entry.preset.name);
  return entry?.kind === "draft" ? sanitize(entry.draft.name) : "";
};

/** What is known of the entry under the cursor once the cursor rests there. */
const useLater = (entry: Entry | undefined): Later | undefined => {
  // An image's release is known some time after the image.
  const key = `${keyOf(entry)} ${releaseOf(entry)?.entry.directory}`;
  const [found, setFound] = useState<{ readonly key: string; readonly later: Later }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key has all that the result depends on
  useEffect(() => {
    if (!entry) return;
    let over = false;
    const look = async () => {
      const later = await (await import("./later.ts")).laterOf(entry);
      if (!over) setFound({ key, later });
    };
    const timer = setTimeout(() => void look().catch(() => {}), restsAfter);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key]);
  return found?.key === key ? found.later : undefined;
};

/**
 * The pane about the row under the cursor. What draws it is loaded after the first frame.
 * @param isFirst whether there is nothing of this user's yet
 */
export const useAbout = (entry: Entry | undefined, isFirst: boolean): SidePanes => {
  const about = useLoaded(() => import("./about.ts"));
  const later = useLater(entry);
  return useMemo(() => {
    // The search has found nothing.
    if (!entry) return { right: [{ title: "", draw: () => [], words: () => "" }] };
    return {
      right: about?.sectionsOf(entry, isFirst, later) ?? [
        { title: titleOf(entry), draw: () => reading, words: () => "reading ..." },
      ],
    };
  }, [about, entry, isFirst, later]);
};
