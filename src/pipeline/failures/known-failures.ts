import { aptFailures } from "./apt-failures.ts";
import type { KnownFailure } from "./known-failure.ts";

/** What this machine lacks. These come first, since they cause many other failures. */
const machineFailures: readonly KnownFailure[] = [
  {
    pattern:
      /newuidmap|newgidmap|uid_map|gid_map|unshare(?: failed)?: .*(?:Operation not permitted|No space left|Invalid argument)|user namespaces? (?:is|are) (?:not|disabled)/,
    says: () => "User namespaces cannot be set up for this user.",
    remedy: "Run: thinsmith doctor. It says which line in which file is missing.",
  },
  {
    pattern: /No space left on device|Disk quota exceeded|ENOSPC/,
    says: () => "The disk is full.",
    remedy: "Make room, or choose another place with --output or, for the cache, THINSMITH_CACHE.",
  },
  {
    pattern: /Cannot allocate memory|[Oo]ut of memory|virtual memory exhausted|more physical memory than/,
    says: () => "This machine has too little memory for the build.",
    remedy: "Close other programs, or choose a lower rootfs.level or another rootfs.compression.",
    setting: "rootfs.compression",
  },
  {
    pattern: /no line matching user "([^"]+)" in (\/etc\/sub[ug]id)/,
    says: ([, user, file]) => `The user ${user} has no subordinate ids in ${file}.`,
    remedy: "Run: thinsmith doctor. It says which line is missing there.",
  },
];

/**
 * Causes come before their effects: a full disk or a proxy that refuses leads to other failures. The messages are those of
 * apt, dpkg, mmdebstrap, mkinitramfs, mksquashfs, QEMU, Node.js and the C library.
 */
export const knownFailures: readonly KnownFailure[] = [
  ...machineFailures,
  ...aptFailures,
  {
    pattern: /mkinitramfs failure|E: .* failed with return \d+/,
    says: ([what]) => `The initrd could not be made: ${what}`,
    remedy:
      "The lines above that one in the log say why; initrd.compression and kernel.package decide on it.",
    setting: "initrd.compression",
  },
  {
    pattern: /File too large|EFBIG/,
    says: () => "A file, most likely the packed root, became larger than the file system may hold.",
    remedy: "Exclude more with exclude.paths, or write to another file system with --output.",
    setting: "exclude.paths",
  },
  {
    pattern:
      /(?:setting attribute|setxattr|xattrs?|preserving permissions).*(?:not supported|Invalid argument)/i,
    says: () => "The file system of the cache cannot keep all attributes of files.",
    remedy: "Point THINSMITH_CACHE to one that can, such as ext4, xfs or btrfs; not NFS or vfat.",
  },
  {
    pattern: /Read-only file system|EROFS/,
    says: () => "A file system that the build has to write to is read-only.",
    remedy: "Choose other places with --output and THINSMITH_CACHE.",
  },
  {
    pattern: /EADDRINUSE.*?(\d+)\s*$|[Aa]ddress already in use/,
    says: ([, port]) => `${port ? `The port ${port}` : "A port"} is in use by another program.`,
    remedy: "End that program, or choose another port. To find the program, run: ss -lntup",
  },
  {
    pattern: /Could not access KVM kernel module|failed to initialize (?:kvm|KVM)|\/dev\/kvm/,
    says: () => "This machine's virtualisation (KVM) cannot be used.",
    remedy: "Use --accel tcg, which is slower, or give this user the right to /dev/kvm (group kvm).",
  },
  {
    pattern: /(?:EACCES|EPERM): [^,]+, \w+ '([^']+)'|([^\s:]+): Permission denied/,
    says: ([, path, other]) => `This user may not write to ${path ?? other}.`,
    remedy: "Choose another place with --output or THINSMITH_CACHE, or change who owns that one.",
  },
  {
    pattern:
      /ended with status 137|ended by SIGKILL|^Killed$|was killed by signal 9|\bkilled by signal: Killed/,
    says: () => "A program of the build was killed, most likely because the machine ran out of memory.",
    remedy: "Close other programs, and look with: dmesg | grep -i oom. A lower rootfs.level needs less.",
    setting: "rootfs.level",
  },
  {
    pattern: /Module (\S+) not found|W: missing (\S*\/lib\/modules\/\S+)/,
    says: ([, module, folder]) =>
      module ? `The kernel has no module ${module}.` : `The kernel's modules are not there: ${folder}`,
    remedy: "Choose a complete kernel with kernel.package, such as linux-image-amd64.",
    setting: "kernel.package",
    warning: true,
  },
];
