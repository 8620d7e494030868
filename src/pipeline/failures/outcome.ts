import { isOnTrial } from "../../release/release.ts";

/** What is true of a release although the build that made it failed afterwards, as at testing it. */
export const keptAnyway = async (release: string): Promise<string> =>
  (await isOnTrial(release))
    ? "The image itself is built, and on trial with the canaries"
    : "The image itself is built, and current";
