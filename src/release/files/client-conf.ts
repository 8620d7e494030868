import { guestParameters } from "../../settings/boot-parameters.ts";
import { settingValue } from "../../settings/difference.ts";
import type { Settings } from "../../settings/schema.ts";
import type { FileSum } from "../checksum.ts";
import type { Manifest } from "../manifest.ts";

const word = (value: unknown, separator = ","): string => {
  if (Array.isArray(value)) return value.join(separator);
  if (typeof value === "boolean") return value ? "y" : "n";
  return value === null ? "" : String(value);
};

/**
 * The client's configuration: NAME=VALUE lines under the names of the boot parameters that override them. It is
 * appended to the initrd as /thinsmith/client.conf. A space inside a value is written `%`, as on a command line.
 * @param clock see `clockFloor`
 * @param locked the client takes no setting from its command line
 * @param clientFiles which files of single clients it takes, if it takes any
 */
export const clientConf = (
  settings: Pick<Settings, "boot" | "client" | "zram">,
  files: {
    rootfs: FileSum;
    home: FileSum;
    overlays: readonly (FileSum & { name: string })[];
    hashTree?: (FileSum & { rootHash: string }) | undefined;
  },
  clock: number,
  locked: boolean,
  clientFiles?: Manifest["clientFiles"],
): string => {
  const chosen = guestParameters.flatMap(({ name, setting, separator, write }) =>
    setting ? [[name, write?.(settings) ?? word(settingValue(settings, setting), separator)]] : [],
  );
  // What no boot parameter changes; most is known only after packing.
  const packed = Object.entries({
    rootbytes: files.rootfs.size,
    rootsha256: files.rootfs.sha256,
    ...(files.hashTree
      ? {
          roothash: files.hashTree.rootHash,
          veritybytes: files.hashTree.size,
          veritysha256: files.hashTree.sha256,
        }
      : {}),
    homebytes: files.home.size,
    homesha256: files.home.sha256,
    overlaysums: files.overlays.map(({ name, size, sha256 }) => `${name}:${size}:${sha256}`).join(";"),
    buildtime: clock,
    locked: word(locked),
    ...(clientFiles ? { clientimage: clientFiles.image, clientsince: clientFiles.since } : {}),
    rollbackindex: settings.boot.rollbackIndex,
  });
  return [...chosen, ...packed].map(([name, value]) => `${name}=${value}\n`).join("");
};

/**
 * Words of the kernel command line that every way of booting needs; all else is in the client's configuration.
 * @param locked the initrd opens no shell after a panic, and systemd takes no credentials from the machine's firmware
 */
export const bootParameters = ({ boot }: Pick<Settings, "boot">, locked = false): string[] => [
  "boot=ram",
  ...boot.console.map((console) => `console=${console}`),
  ...boot.extra,
  ...(locked ? ["panic=15", "systemd.import_credentials=no"] : []),
];

/**
 * The command line of a unified kernel image, which no loader adds to: the client finds its release by `bootpath=`.
 * @param release id of the release
 * @param locked it ends with --, behind which the kernel takes no words (hooks/thinsmith in the guest)
 */
export const ukiParameters = (
  settings: Pick<Settings, "name" | "boot">,
  release: string,
  locked: boolean,
): string[] => [
  ...bootParameters(settings, locked),
  `bootpath=${settings.name}/${release}`,
  ...(locked ? ["--"] : []),
];
