/** A loader's file among the packages of the server's system. */
interface LoaderFile {
  /** Where the systems' packages put it; the first that exists is taken. */
  readonly places: readonly string[];
  /** The package that has it, by family of systems (os-release(5), ID). */
  readonly packages: { readonly debian: string } & Readonly<
    Partial<Record<"fedora" | "arch" | "suse", string>>
  >;
}

const ipxe = (name: string): LoaderFile => ({
  places: [`/usr/lib/ipxe/${name}`, `/usr/share/ipxe/${name}`, `/usr/share/ipxe/x86_64/${name}`],
  packages: { debian: "ipxe", fedora: "ipxe-bootimgs-x86", arch: "ipxe", suse: "ipxe-bootimgs" },
});

const syslinux = (name: string, directory: string, debian: string): LoaderFile => ({
  places: [`${directory}/${name}`, `/usr/share/syslinux/${name}`],
  packages: { debian, fedora: "syslinux-nonlinux", arch: "syslinux", suse: "syslinux" },
});

const module = (name: string) => syslinux(name, "/usr/lib/syslinux/modules/bios", "syslinux-common");

/** Files of the loaders by their names on the boot server. `serve` and `deploy` copy them, `doctor` looks for them. */
export const loaderFiles = {
  "undionly.kpxe": ipxe("undionly.kpxe"),
  "snponly.efi": ipxe("snponly.efi"),
  "ipxe.efi": ipxe("ipxe.efi"),
  // The pxelinux that can load over HTTP.
  "lpxelinux.0": syslinux("lpxelinux.0", "/usr/lib/PXELINUX", "pxelinux"),
  "ldlinux.c32": module("ldlinux.c32"),
  "menu.c32": module("menu.c32"),
  "libutil.c32": module("libutil.c32"),
  // The name that shim looks for. Signed: under Secure Boot shim starts no other.
  "grubx64.efi": {
    places: ["/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed"],
    packages: { debian: "grub-efi-amd64-signed" },
  },
  "shimx64.efi": {
    places: ["/usr/lib/shim/shimx64.efi.signed", "/usr/lib/shim/shimx64.efi.dualsigned"],
    packages: { debian: "shim-signed" },
  },
} as const satisfies Record<string, LoaderFile>;

export type LoaderName = keyof typeof loaderFiles;
