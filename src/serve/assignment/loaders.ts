import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { exists } from "../../system/files.ts";
import { type LoaderName, loaderFiles } from "./loader-files.ts";

type Serve = Settings["serve"];

type Alternatives = [LoaderName, ...LoaderName[]];

/** What the firmware loads first, in order of preference. snponly uses the firmware's own driver for the card. */
const firstOf: {
  readonly bios: Record<Serve["bios"], Alternatives>;
  readonly uefi: Record<Serve["uefi"], Alternatives | undefined>;
} = {
  bios: { ipxe: ["undionly.kpxe"], pxelinux: ["lpxelinux.0"] },
  uefi: {
    ...{ ipxe: ["snponly.efi", "ipxe.efi"], grub: ["grubx64.efi"], shim: ["shimx64.efi"] },
    // Firmware starts a file of the release (uki.ts).
    uki: undefined,
  },
};

/** Files that the first loader loads. */
const laterOf = ({ bios, uefi, menu }: Serve): LoaderName[] => [
  ...(bios === "pxelinux" ? (["ldlinux.c32"] as const) : []),
  ...(bios === "pxelinux" && menu > 0 ? (["menu.c32", "libutil.c32"] as const) : []),
  ...(uefi === "shim" ? (["grubx64.efi"] as const) : []),
];

/** The loaders on this system. */
export interface Loaders {
  /** Names below the root of TFTP, as DHCP gives them to the firmware. */
  readonly bios: string;
  /** Left out with serve.uefi=uki. */
  readonly uefi?: string;
  /** Paths on this system, by names on the boot server. */
  readonly files: ReadonlyMap<string, string>;
}

const locate = async ([wanted, ...others]: Alternatives): Promise<{ name: LoaderName; path: string }> => {
  for (const name of [wanted, ...others]) {
    for (const path of loaderFiles[name].places) if (await exists(path)) return { name, path };
  }
  throw new ThinsmithError(`The loader ${wanted} is not installed.`, {
    remedy: `On Debian and Ubuntu: apt-get install ${loaderFiles[wanted].packages.debian}. Other loaders: serve.bios, serve.uefi.`,
  });
};

/**
 * Finds the loaders that settings ask for among the system's packages.
 * @throws ThinsmithError naming the package of one that is missing
 */
export const findLoaders = async (serve: Serve): Promise<Loaders> => {
  const bios = await locate(firstOf.bios[serve.bios]);
  const alternatives = firstOf.uefi[serve.uefi];
  const uefi = alternatives && (await locate(alternatives));
  const later = await Promise.all(laterOf(serve).map((name) => locate([name])));
  return {
    bios: bios.name,
    ...(uefi ? { uefi: uefi.name } : {}),
    files: new Map([bios, ...(uefi ? [uefi] : []), ...later].map(({ name, path }) => [name, path])),
  };
};
