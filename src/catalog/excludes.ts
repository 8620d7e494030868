/** Paths that are left out unless settings say otherwise, with what lies there. */
export const usualExcludes = {
  "boot/*": "kernel and initrd, which clients load over the network",
  "dev/*": "device nodes, made at boot",
  "proc/*": "of the kernel, made at boot",
  "sys/*": "of the kernel, made at boot",
  "tmp/*": "temporary files of the build",
  "var/tmp/*": "temporary files of the build",
  "run/*": "state of the build's programs",
  "mnt/*": "what was mounted for a while",
  "home/*": "users' files, which the home archive has",
  vagrant: "Vagrant's shared folder",
  "var/cache/apt/*": "packages that apt downloaded",
  "var/cache/man/*": "index of the manual pages",
  "var/log/*": "logs of the build",
  "var/lib/apt/lists/*": "package lists, fetched anew by apt",
  "var/lib/systemd/*": "state of systemd's services",
  "var/lib/dhcp/*": "leases of the build machine",
  "usr/share/doc/*": "documentation",
  "usr/share/man/*": "manual pages",
  "usr/src/*": "kernel headers and sources",
} as const satisfies Record<string, string>;

/** Paths that some images do not need, with what lies there. Never left out unasked. */
export const moreExcludes: Readonly<Record<string, string>> = {
  "usr/share/locale/*": "translations; only English is left",
  "usr/share/info/*": "info documents",
  "usr/share/lintian/*": "for whoever makes packages",
  "usr/share/i18n/*": "sources that locales are made from",
  "usr/share/bug/*": "scripts of reportbug",
  "usr/share/perl/*": "Perl's modules: some tools need them",
  "usr/share/icons/*": "icons; a desktop needs them",
  "usr/share/fonts/*": "fonts; a desktop needs them",
  "usr/lib/firmware/*": "firmware; many cards need it",
  "var/lib/dpkg/info/*": "lists of files; without them dpkg knows nothing, and sizes by package are gone",
};
