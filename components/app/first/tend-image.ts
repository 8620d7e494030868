import { dirname } from "node:path";
import { planRollBack, promote, promoteCandidate, rollBack } from "../../../src/release/move.ts";
import { problemLines } from "../../../src/release/proof.ts";
import {
  identityOf,
  imageOf,
  isReadable,
  type ReleaseEntry,
  releasesIn,
} from "../../../src/release/release.ts";
import { heirOf, removeImage, removeRelease } from "../../../src/release/remove.ts";
import { imageNameProblem, renameImage } from "../../../src/release/rename.ts";
import { refusedByIndex } from "../../../src/release/rollback-index.ts";
import { demandTrusted } from "../../../src/trust/signature/demand.ts";
import type { Command } from "../../keys/keys.ts";
import { count, when } from "../../ui/format.ts";
import type { Asking } from "./asking.ts";
import type { Entry } from "./rows.ts";

type ImageEntry = Extract<Entry, { kind: "image" | "release" }>;

const shortOf = (entry: ReleaseEntry): string => {
  const made = isReadable(entry) ? ` (${when(new Date(entry.manifest.finishedAt))})` : "";
  return `${identityOf(entry).id}${made}`;
};

/** Does what the first screen has keys for with an image or a release of it: asks first. */
export const tendImage = async (
  command: Command,
  entry: ImageEntry,
  { work, stay, done, question, ask }: Asking,
): Promise<void> => {
  const { image } = entry;
  const askRollBack = async () => {
    const releases = await releasesIn(image.directory);
    const to = entry.kind === "release" ? entry.release.id : undefined;
    const { trial, current, target, warning: refused } = planRollBack(releases, to);
    const more = refused === undefined ? [] : [refused];
    const does = () => rollBack(releases, demandTrusted, to);
    const title = `Roll back ${image.name}`;
    if (trial) {
      const all = current ? [`They get ${shortOf(current)}, as all others do.`] : [];
      return question(
        {
          title,
          warning: `The clients of the trial no longer get ${shortOf(trial)}.`,
          more: [...all, ...more],
        },
        does,
      );
    }
    if (!target || target === current)
      return done(`There is nothing else that clients of ${image.name} could get.`);
    const instead = current ? `, and no longer ${shortOf(current)}` : "";
    return question(
      { title, warning: `Clients that start from now on get ${shortOf(target)}${instead}.`, more },
      does,
    );
  };
  const askPromote = async () => {
    const releases = await releasesIn(image.directory);
    const refusal = (next: ReleaseEntry): string[] => {
      const refused = refusedByIndex(
        next,
        releases.find(({ current }) => current),
      );
      return refused === undefined ? [] : [refused];
    };
    if (entry.kind === "release" && entry.release.candidate) {
      const candidate = entry.release.entry;
      return question(
        {
          title: `A candidate of ${image.name}`,
          warning: `It failed its proof. All clients that start from now on get ${shortOf(candidate)}.`,
          more: [
            ...(isReadable(candidate) ? problemLines(candidate.manifest.proof) : []),
            ...refusal(candidate),
          ],
        },
        () => promoteCandidate(candidate, true, demandTrusted),
      );
    }
    const trial = releases.find(({ canary }) => canary);
    if (!trial)
      return done(
        `${image.name} has no release on trial: a build makes one where serve.canary names clients.`,
      );
    return question(
      {
        title: `The trial of ${image.name}`,
        warning: `All clients that start from now on get ${shortOf(trial)}.`,
        more: refusal(trial),
      },
      () => promote(releases, demandTrusted),
    );
  };
  const askRemoveRelease = async (release: ReleaseEntry) => {
    const releases = await releasesIn(imageOf(release));
    const { name } = identityOf(release);
    const heir = heirOf(releases, release);
    const more = !release.current
      ? []
      : heir
        ? [`It is what clients get. They get ${shortOf(heir)} once it is gone.`]
        : [
            "It is what clients get, and there is no other that they could get: none of them can start any more.",
          ];
    question(
      {
        ...{
          title: `Delete a release of ${name}`,
          warning: `The release ${shortOf(release)} is deleted.`,
          more,
        },
        ...(release.current ? { word: name } : {}),
      },
      () => removeRelease(release, releases, demandTrusted),
    );
  };
  const askRemoveImage = async () => {
    const { length } = await releasesIn(image.directory);
    question(
      {
        title: `Delete ${image.name}`,
        warning: `The image ${image.name} is deleted: ${count(length, "release")}, and the logs of its builds.`,
        more: ["Clients that boot it cannot start any more. A preset of that name stays."],
        word: image.name,
      },
      () => removeImage(image.directory),
    );
  };
  const askName = () =>
    ask(
      {
        ...{ title: `Rename ${image.name}`, label: "name", start: image.name },
        about:
          "All its releases get the new name. Clients are given the image by its name: a boot server has to be started again with the new one.",
      },
      async (name) => {
        if (name === image.name) return stay();
        const problem = await imageNameProblem(dirname(image.directory), name);
        if (problem === undefined) work(() => renameImage(image.directory, name));
        return problem;
      },
    );

  if (command === "rollBack") return askRollBack();
  if (command === "promote") return askPromote();
  if (command === "rename") return askName();
  if (command === "remove")
    return entry.kind === "image" ? askRemoveImage() : askRemoveRelease(entry.release.entry);
};
