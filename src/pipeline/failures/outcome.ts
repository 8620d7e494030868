import { isCandidate, isOnTrial } from "../../release/release.ts";

/** What remains of a build that failed after it had made a release, for instance in its proof or its test. */
export const keptAnyway = async (release: string): Promise<string> => {
  if (isCandidate({ directory: release }))
    return "Clients get what they had. This image is a candidate, to be inspected and booted";
  return (await isOnTrial(release))
    ? "The image itself is built, and on trial with the canaries"
    : "The image itself is built, and current";
};
