import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findServedImage } from "../../../src/serve/assignment/releases.ts";
import { Staging } from "../../../src/serve/assignment/staging.ts";
import { ReleaseWatcher } from "../../../src/serve/release-watcher.ts";
import { keyOf, readKeySet } from "../../../src/trust/keys/key-set.ts";
import { rememberKey } from "../../../src/trust/signature/known-keys.ts";
import { ownConfig, releaseKeys } from "../trust.ts";

/**
 * What a boot server without a network gives out of the image `lab`, with a configuration of its own.
 * @param keys are made, and have to sign the image's releases
 */
export const ownWatch = async (keys?: string) => {
  const folder = await mkdtemp(join(tmpdir(), "thinsmith-watch-"));
  const config = ownConfig();
  if (keys !== undefined) {
    await releaseKeys(keys);
    await rememberKey("lab", keyOf(await readKeySet(keys), "release").open);
  }
  const staging = await Staging.open();
  let watcher: ReleaseWatcher | undefined;
  const said: string[] = [];
  return {
    folder,
    /** Directory of the releases. */
    output: join(folder, "build"),
    staging,
    /** Notes, and problems with what to do, since it was opened. */
    said,
    open: async (): Promise<ReleaseWatcher> => {
      said.length = 0;
      watcher = await ReleaseWatcher.open({
        ...{ image: await findServedImage("lab", join(folder, "build")), adjust: (serve) => serve },
        ...{ bootServer: { address: "192.168.77.1", port: 80 }, dhcp: "full", staging },
        onChange: () => {},
        onProblem: (message, remedy = "") => said.push(`${message} ${remedy}`),
        onNote: (message) => said.push(message),
      });
      return watcher;
    },
    close: async (): Promise<void> => {
      await watcher?.close();
      await staging.close();
      await rm(folder, { recursive: true });
      await rm(config, { recursive: true });
    },
  };
};
