import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { type OpenKeys, openKeys } from "../keys/open.ts";
import type { AskPassphrase } from "../keys/passphrase.ts";
import { knownKeys } from "./known-keys.ts";

/**
 * Opens the keys that sign a release of these settings; undefined where none do. It is called before a build does anything
 * else, since a passphrase may have to be typed.
 * @param ask without it, the passphrase comes from where the environment says
 * @throws UsageError, ThinsmithError where they cannot be opened, or where this machine would refuse an unsigned release
 */
export const signingKeys = async (
  { name, boot, publish }: Pick<Settings, "name" | "boot" | "publish">,
  ask?: AskPassphrase,
): Promise<OpenKeys | undefined> => {
  if (publish.key !== null) return openKeys(publish.key, boot.uki, ask);
  const known = await knownKeys([name], undefined);
  if (!known) return undefined;
  throw new ThinsmithError(
    `Releases of ${name} have to be signed on this machine (${known.from}), but publish.key names no keys.`,
    {
      remedy: `Name them: --set publish.key=NAME. If they are not to be signed any more, remove what ${known.from} has.`,
      setting: "publish.key",
    },
  );
};
