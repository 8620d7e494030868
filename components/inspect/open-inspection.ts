import { openImage } from "../../src/image/open.ts";
import { isReadable, listReleases } from "../../src/release/release.ts";
import { when } from "../ui/format.ts";
import type { CompareChoice } from "./Comparing.tsx";
import { InspectSession } from "./inspect-session.ts";

/**
 * Opens an image to look into it, with the releases that it can be compared with: its own image's first.
 * @throws ThinsmithError when it is none
 */
export const openInspection = async (
  word: string | undefined,
  output: string,
  signal: AbortSignal,
): Promise<{ session: InspectSession; others: readonly CompareChoice[] }> => {
  const image = await openImage(word, { output, signal });
  const own = image.release?.manifest.name;
  const others = (await listReleases(output))
    .filter(isReadable)
    .filter(({ directory }) => directory !== image.release?.directory)
    .sort((one, other) => Number(other.manifest.name === own) - Number(one.manifest.name === own))
    .map(({ directory, manifest }) => ({
      directory,
      label: `${manifest.name}, ${when(new Date(manifest.finishedAt))}`,
    }));
  return { session: new InspectSession(image, signal), others };
};
