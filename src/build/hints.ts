import { suiteLabel } from "../catalog/suites.ts";
import type { Settings } from "../settings/schema.ts";

interface Hint {
  readonly pattern: RegExp;
  readonly says: (match: RegExpExecArray, settings: Settings) => string;
  readonly remedy: string;
}

const suite = ({ base }: Settings) => suiteLabel(base.distribution, base.suite);

/**
 * Known failures of the tools that a build runs, most telling first: a line of theirs, what it means and what to
 * do. The wording is apt's, dpkg's, mmdebstrap's, mksquashfs' and the C library's.
 */
const hints: readonly Hint[] = [
  {
    pattern: /E: Unable to locate package (\S+)/,
    says: ([, name], settings) => `The package ${name} does not exist in ${suite(settings)}.`,
    remedy: "Correct the name in packages.install, or choose the suite that has it with base.suite.",
  },
  {
    pattern: /E: Package '(\S+)' has no installation candidate/,
    says: ([, name], settings) =>
      `The package ${name} is known in ${suite(settings)}, but nothing provides it.`,
    remedy: "Choose another package, or another suite with base.suite.",
  },
  {
    pattern: /E: The repository '(.+?)' does not have a Release file/,
    says: ([, where], settings) => `There is no suite ${settings.base.suite} at the mirror: ${where}`,
    remedy: "Correct base.suite (trixie, bookworm, noble, ...) or base.mirror.",
  },
  {
    pattern: /Release file for (\S+) is not valid yet/,
    says: ([, where]) => `The package lists at ${where} are from the future: this machine's clock is wrong.`,
    remedy: "Set the clock, for instance with: timedatectl set-ntp true",
  },
  {
    pattern: /Release file for (\S+) is expired/,
    says: ([, where]) =>
      `The package lists at ${where} have expired: the mirror is stale or the clock is wrong.`,
    remedy: "Choose another mirror with base.mirror, and check this machine's clock.",
  },
  {
    pattern: /NO_PUBKEY|EXPKEYSIG|REVKEYSIG|BADSIG|is not signed|Missing key|signatures couldn't be verified/,
    says: () => "The signature of the package lists could not be verified.",
    remedy:
      "Update the keyring: apt-get install debian-archive-keyring ubuntu-keyring. Signatures are never skipped.",
  },
  {
    pattern: /(?:Temporary failure resolving|Could not resolve(?: host:)?) '?([^\s']+)/,
    says: ([, host]) => `The name ${host} could not be resolved: no mirror can be reached.`,
    remedy: "Check this machine's network and DNS, or choose another mirror with base.mirror.",
  },
  {
    pattern: /(?:Could not connect to|Unable to connect to|Cannot initiate the connection to) (\S+)/,
    says: ([, host]) => `The mirror ${host} cannot be reached.`,
    remedy: "Check the network and any proxy, or choose another mirror with base.mirror.",
  },
  {
    pattern: /No space left on device|Disk quota exceeded/,
    says: () => "The disk is full.",
    remedy: "Make room, or choose another place with --output or, for the cache, THINSMITH_CACHE.",
  },
  {
    pattern: /Hash Sum mismatch|unexpected size/,
    says: () =>
      "The mirror is being updated at this moment, or a proxy gives old files: sizes or sums do not match.",
    remedy: "Try again in some minutes, or choose another mirror with base.mirror.",
  },
  {
    pattern: /Failed to fetch (\S+)\s+404/,
    says: ([, url]) => `The mirror does not have ${url}.`,
    remedy: "Try again: the package was replaced by a newer one since the lists were read.",
  },
  {
    pattern: /(\S+) : (?:Depends|Conflicts|Breaks): .*|held broken packages|unmet dependencies/,
    says: ([line]) => `The packages do not go together: ${line}`,
    remedy: "Take the package that conflicts out of packages.install, or choose another suite.",
  },
  {
    pattern: /newuidmap|newgidmap|uid_map|gid_map/,
    says: () => "User namespaces cannot be set up for this user.",
    remedy: "Run: thinsmith doctor. It says which line in which file is missing.",
  },
  {
    pattern: /Cannot allocate memory|Out of memory|virtual memory exhausted/,
    says: () => "This machine has too little memory for the build.",
    remedy: "Close other programs, or choose rootfs.compression=zstd with a lower level.",
  },
  {
    pattern: /dpkg: error processing (?:package|archive) (\S+)/,
    says: ([, name]) => `The package ${name} could not be installed.`,
    remedy: "The lines above that one in the log say why.",
  },
  {
    pattern: /Read-only file system/,
    says: () => "A file system that the build has to write to is read-only.",
    remedy: "Choose other places with --output and THINSMITH_CACHE.",
  },
];

/** The cause of a failure in one sentence, if it is a known one. */
export const explain = (
  lines: readonly string[],
  settings: Settings,
): { message: string; remedy: string } | undefined => {
  // Warnings and attempts that were repeated are not what the build failed from.
  const telling = lines.filter((line) => !/^(W|Ign|N):/.test(line));
  for (const { pattern, says, remedy } of hints) {
    for (const line of telling) {
      const match = pattern.exec(line);
      if (match) return { message: says(match, settings), remedy };
    }
  }
  return undefined;
};
