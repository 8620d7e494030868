import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { exists } from "../../system/files.ts";

type Serve = Settings["serve"];

/** A loader's file: its name on the boot server, and where the system's packages put it. */
export interface LoaderFile {
  readonly name: string;
  readonly candidates: readonly string[];
  /** Debian's package. */
  readonly package: string;
}

const ipxe = (name: string): LoaderFile => ({
  name,
  candidates: [`/usr/lib/ipxe/${name}`, `/usr/share/ipxe/${name}`, `/usr/share/ipxe/x86_64/${name}`],
  package: "ipxe",
});

const syslinux = (name: string): LoaderFile => ({
  name,
  candidates: [`/usr/lib/syslinux/modules/bios/${name}`, `/usr/share/syslinux/${name}`],
  package: "syslinux-common",
});

const pxelinux: LoaderFile = {
  // The one that knows HTTP.
  name: "lpxelinux.0",
  candidates: ["/usr/lib/PXELINUX/lpxelinux.0", "/usr/share/syslinux/lpxelinux.0"],
  package: "pxelinux",
};

const grub: LoaderFile = {
  // The name that shim looks for.
  name: "grubx64.efi",
  candidates: [
    "/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed",
    "/usr/lib/grub/x86_64-efi/monolithic/grubnetx64.efi",
  ],
  package: "grub-efi-amd64-signed",
};

const shim: LoaderFile = {
  name: "shimx64.efi",
  candidates: ["/usr/lib/shim/shimx64.efi.signed", "/usr/lib/shim/shimx64.efi.dualsigned"],
  package: "shim-signed",
};

/** What the firmware loads first, in the order of preference. snponly uses the firmware's own driver for the card. */
const firstOf = {
  bios: { ipxe: [ipxe("undionly.kpxe")], pxelinux: [pxelinux] },
  uefi: { ipxe: [ipxe("snponly.efi"), ipxe("ipxe.efi")], grub: [grub], shim: [shim] },
} as const;

/** What the first loader loads besides. */
const laterOf = ({ bios, uefi, menu }: Serve): LoaderFile[] => [
  ...(bios === "pxelinux" ? [syslinux("ldlinux.c32")] : []),
  ...(bios === "pxelinux" && menu > 0 ? [syslinux("menu.c32"), syslinux("libutil.c32")] : []),
  ...(uefi === "shim" ? [grub] : []),
];

/** Loaders as they are on this system. */
export interface Loaders {
  /** Names below the root of TFTP that the firmware is told. */
  readonly bios: string;
  readonly uefi: string;
  /** Paths of files by their names on the boot server. */
  readonly files: ReadonlyMap<string, string>;
}

const locate = async (choices: readonly LoaderFile[]): Promise<{ name: string; path: string }> => {
  for (const { name, candidates } of choices) {
    for (const path of candidates) if (await exists(path)) return { name, path };
  }
  const wanted = choices[0] as LoaderFile;
  throw new ThinsmithError(`The loader ${wanted.name} is not installed.`, {
    remedy: `On Debian and Ubuntu: apt-get install ${wanted.package}. Other loaders: serve.bios, serve.uefi.`,
  });
};

/**
 * Finds the loaders that settings ask for among the system's packages.
 * @throws ThinsmithError naming the package of one that is missing
 */
export const findLoaders = async (serve: Serve): Promise<Loaders> => {
  const bios = await locate(firstOf.bios[serve.bios]);
  const uefi = await locate(firstOf.uefi[serve.uefi]);
  const later = await Promise.all(laterOf(serve).map((file) => locate([file])));
  return {
    bios: bios.name,
    uefi: uefi.name,
    files: new Map([bios, uefi, ...later].map(({ name, path }) => [name, path])),
  };
};
