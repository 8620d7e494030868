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
