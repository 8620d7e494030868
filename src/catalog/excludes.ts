/** Paths that the root file system leaves out by default, with their contents. */
export const usualExcludes = {
  "boot/*": "kernel and initrd; clients load them over the network",
  "dev/*": "device nodes; created at boot",
  "proc/*": "file system of the kernel; mounted at boot",
  "sys/*": "file system of the kernel; mounted at boot",
  "tmp/*": "temporary files of the build",
  "var/tmp/*": "temporary files of the build",
  "run/*": "runtime state of programs in the build",
  "mnt/*": "temporary mount points",
  "home/*": "home directories; they are in the home archive",
  vagrant: "Vagrant's shared folder",
  "var/cache/apt/*": "packages downloaded by apt",
  "var/cache/man/*": "index of the manual pages",
  "var/log/*": "logs of the build",
  "var/lib/apt/lists/*": "package lists; apt downloads them again",
  "var/lib/systemd/*": "state of systemd services",
  "var/lib/dhcp/*": "DHCP leases of the build machine",
  "usr/share/doc/*": "documentation",
  "usr/share/man/*": "manual pages",
  "usr/src/*": "kernel headers and sources",
} as const satisfies Record<string, string>;

/** More paths that an image may leave out, with their contents. None is left out by default. */
export const moreExcludes: Readonly<Record<string, string>> = {
  "usr/share/locale/*": "translations; only English remains",
  "usr/share/info/*": "info documents",
  "usr/share/lintian/*": "files for package maintainers",
  "usr/share/i18n/*": "sources of locales",
  "usr/share/bug/*": "scripts for reportbug",
  "usr/share/perl/*": "Perl modules; some tools need them",
  "usr/share/icons/*": "icons; a desktop needs them",
  "usr/share/fonts/*": "fonts; a desktop needs them",
  "usr/lib/firmware/*": "firmware; many devices need it",
  "var/lib/dpkg/info/*": "file lists of packages; dpkg and sizes by package need them",
};

/** Directories that no image can start without: programs, libraries, configuration, the init system. */
const needed = [
  ...["usr", "etc", "bin", "sbin", "lib", "lib64"],
  ...["usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "usr/lib/systemd", "usr/lib/x86_64-linux-gnu"],
];

const matchesPart = (pattern: string, part: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/[.+]/g, "\\$&").replaceAll(/\*+/g, ".*").replaceAll("?", ".")}$`).test(
    part,
  );

/** What a line of `exclude.paths` leaves out, or all the contents of, that no image can start without. Pure. */
export const lostBy = (pattern: string): string | undefined => {
  const parts = pattern.split("/");
  // All of a directory is the directory.
  const whole = /^\*+$/.test(parts.at(-1) ?? "") ? parts.slice(0, -1) : parts;
  const leavesOut = (wanted: readonly string[], directory: string) => {
    const names = directory.split("/");
    return (
      wanted.length > 0 &&
      wanted.length <= names.length &&
      wanted.every((part, index) => matchesPart(part, names[index] ?? ""))
    );
  };
  return needed.find((directory) => leavesOut(whole, directory) || leavesOut(parts, directory));
};
