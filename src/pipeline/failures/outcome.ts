import { isOnTrial } from "../../release/release.ts";

/** What remains of a build that failed after it had published a release, for instance in its test. */
export const keptAnyway = async (release: string): Promise<string> =>
  (await isOnTrial(release))
    ? "The image itself is built, and on trial with the canaries"
    : "The image itself is built, and current";
