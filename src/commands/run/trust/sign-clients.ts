import { join } from "node:path";
import type { Release } from "../../../release/release.ts";
import { type Assignment, eachOnce, rowsOf } from "../../../serve/assignment/assignment.ts";
import { findServedImage, readAssignment } from "../../../serve/assignment/releases.ts";
import { UsageError } from "../../../system/errors.ts";
import { shortPath } from "../../../system/paths.ts";
import { sanitize } from "../../../system/text.ts";
import { fileWordsOf, wordsOf } from "../../../trust/client-file/rows.ts";
import { signClientFiles } from "../../../trust/client-file/write.ts";
import { keyOf, readKeySet } from "../../../trust/keys/key-set.ts";
import { openKeys } from "../../../trust/keys/open.ts";
import type { keysSignClients } from "../../keys.ts";
import type { OptionsOf } from "../../options.ts";
import { passphraseAsker } from "../ask.ts";
import { print } from "../print.ts";
import { adjustment } from "../serve.ts";

/** Releases that clients get without a menu, a trial whose clients are named later among them. */
const releasesOf = ({ current, canary, named }: Assignment): Release[] =>
  eachOnce([current, ...(canary ? [canary] : []), ...named.values()]);

/** Whether clients of a release take files that these keys sign. @throws UsageError where other keys have to */
const takesFrom = ({ manifest }: Release, key: string, fingerprint: string): boolean => {
  if (!manifest.clientFiles) return false;
  if (manifest.clientFiles.key === fingerprint) return true;
  throw new UsageError(
    `Clients of the release ${manifest.id} of ${manifest.name} would refuse what the keys ${key} sign: they know another key.`,
    "Use the keys that the image was built with (publish.key), or build it with these.",
  );
};

/** `thinsmith keys sign-clients`: the signed files of single clients for the releases that they get. */
export const keysSignClientsCommand = async (
  word: string | undefined,
  { key, passin, output, ...options }: OptionsOf<typeof keysSignClients>,
): Promise<void> => {
  const adjust = await adjustment(options);
  const assignment = await readAssignment(await findServedImage(word, output), adjust, key);
  const { fingerprint } = keyOf(await readKeySet(key), "release");
  const releases = releasesOf(assignment);
  const taking = releases.filter((release) => takesFrom(release, key, fingerprint));
  if (taking.length === 0)
    throw new UsageError(
      `Clients of ${assignment.current.manifest.name} take no signed files: the image was built without publish.key, or by an older thinsmith.`,
      "Build it with publish.key.",
    );
  for (const { manifest } of releases.filter((release) => !taking.includes(release)))
    process.stderr.write(
      `note: Clients of the release ${manifest.id} of ${manifest.name} take no signed files: it was built without publish.key.\n`,
    );
  // All that can be wrong without it is said before a passphrase is asked for.
  const keys = await openKeys(key, false, passphraseAsker(passin));
  for (const release of taking) {
    const { directory, manifest } = release;
    if (!manifest.clientFiles) continue;
    const rows = rowsOf(assignment, release);
    for (const { client, why } of rows.flatMap((row) =>
      fileWordsOf(row).unfit.map((one) => ({ client: row.client, why: one.why })),
    ))
      process.stderr.write(`note: ${sanitize(`${client}: ${why}, so it is left out`)}.\n`);
    const paths = await signClientFiles(directory, manifest.clientFiles, rows, keys);
    for (const path of paths) print(shortPath(join(directory, path)));
    if (paths.length === 0)
      process.stderr.write(
        `serve.clients has no settings for single clients of the release ${manifest.id}${rows.some((row) => wordsOf(row).length > 0) ? " that a file can have" : ""}: it has no files for them now.\n`,
      );
  }
};
