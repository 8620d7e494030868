import { roleThatWants } from "../../catalog/roles.ts";
import { kernelPackage } from "../../contents/packages.ts";
import { distributions } from "../../distributions/distributions.ts";
import { suiteLabel } from "../../distributions/suites.ts";
import type { Settings } from "../../settings/schema.ts";
import type { KnownFailure } from "./known-failure.ts";

/** Packages with the keys of archives. */
const keyrings = Object.values(distributions).map(({ keyring }) => keyring);
const suite = ({ base }: Settings) => suiteLabel(base.distribution, base.suite);

/** "The package x of the role y" if the package comes from a role. */
const packageOf = (name: string | undefined, { packages, base }: Settings): string => {
  const role = name && !packages.install.includes(name) && roleThatWants(packages.roles, base, name);
  return `The package ${name}${role ? ` of the role ${role}` : ""}`;
};

/** The setting that a package comes from. */
const askedBy = ([, name = ""]: RegExpExecArray, settings: Settings): string => {
  if (settings.packages.install.includes(name)) return "packages.install";
  if (roleThatWants(settings.packages.roles, settings.base, name)) return "packages.roles";
  return name === kernelPackage(settings) ? "kernel.package" : "base.suite";
};

/** Failures to get and install packages, causes before effects. The messages are those of apt, dpkg and mmdebstrap. */
export const aptFailures: readonly KnownFailure[] = [
  {
    pattern: /407 +Proxy Authentication Required|response from proxy: HTTP\/\S+ 407/,
    says: () => "The proxy wants a name and a password.",
    remedy: "Put them into http_proxy and https_proxy: http://NAME:PASSWORD@HOST:PORT",
  },
  {
    pattern: /Invalid response from proxy|Could not resolve proxy|HTTP\/\S+ (?:403|502|503) .*\bproxy\b/i,
    says: () => "The proxy that http_proxy or https_proxy names does not pass requests on.",
    remedy: "Correct these variables, or unset them where mirrors can be reached without a proxy.",
  },
  {
    pattern: /E: Unable to locate package (\S+)/,
    says: ([, name], settings) => `${packageOf(name, settings)} does not exist in ${suite(settings)}.`,
    remedy:
      "Correct the name in packages.install or in the role's file, or choose the suite that has it with base.suite.",
    setting: askedBy,
  },
  {
    pattern: /E: Package '(\S+)' has no installation candidate/,
    says: ([, name], settings) =>
      `${packageOf(name, settings)} is known in ${suite(settings)}, but nothing provides it.`,
    remedy: "Choose another package, or another suite with base.suite.",
    setting: askedBy,
  },
  {
    pattern: /E: The repository '(.+?)' does not have a Release file/,
    says: ([, where], settings) => `There is no suite ${settings.base.suite} at the mirror: ${where}`,
    remedy: "Correct base.suite (trixie, bookworm, noble, ...) or base.mirror.",
    setting: (_, { base }) => (base.mirror === null ? "base.suite" : "base.mirror"),
  },
  {
    pattern: /Release file for (\S+) is not valid yet|certificate is not yet activated/,
    says: ([, where]) =>
      `${where ? `The package lists at ${where} are` : "The mirror's certificate is"} from the future: this machine's clock is wrong.`,
    remedy: "Set the clock, for instance with: timedatectl set-ntp true",
  },
  {
    pattern: /Release file for (\S+) is expired/,
    says: ([, where]) =>
      `The package lists at ${where} have expired: the mirror is stale or the clock is wrong.`,
    remedy: "Choose another mirror with base.mirror, and check this machine's clock.",
    setting: "base.mirror",
  },
  {
    pattern: /Certificate verification failed|Could not handshake|SSL certificate problem/,
    says: (_, { base }) =>
      `The mirror ${base.mirror ?? ""} does not prove who it is: its TLS certificate is not accepted.`,
    remedy:
      "Check the clock and ca-certificates, or take an http:// mirror with base.mirror (apt checks it too).",
    setting: "base.mirror",
  },
  {
    pattern:
      /NO_PUBKEY|EXPKEYSIG|REVKEYSIG|BADSIG|is not signed|no longer signed|Missing key|signatures couldn't be verified/,
    says: () => "The signature of the package lists could not be verified.",
    remedy: `Update ${keyrings.join(" or ")} here. Signatures are never skipped.`,
    setting: "base.mirror",
  },
  {
    pattern: /(?:Temporary failure resolving|Could not resolve(?: host:)?) '?([^\s']+)/,
    says: ([, host]) => `The name ${host} could not be resolved: no mirror can be reached.`,
    remedy: "Check this machine's network and DNS, or choose another mirror with base.mirror.",
    setting: "base.mirror",
  },
  {
    pattern:
      /(?:Could not connect to|Unable to connect to|Cannot initiate the connection to) (\S+?):?(?:\s|$)|Connection timed out \[IP: (\S+)/,
    says: ([, host, address]) => `The mirror ${host ?? address} cannot be reached.`,
    remedy: "Check the network and any proxy, or choose another mirror with base.mirror.",
    setting: "base.mirror",
  },
  {
    pattern: /Hash Sum mismatch|unexpected size/,
    says: () => "The mirror is being updated, or a proxy gives old files: sizes or sums do not match.",
    remedy: "Try again in some minutes, or choose another mirror with base.mirror.",
    setting: "base.mirror",
  },
  {
    pattern: /Failed to fetch (\S+)\s+404/,
    says: ([, url]) => `The mirror does not have ${url}.`,
    remedy: "Try again: the package was replaced by a newer one since the lists were read.",
  },
  // The line that names the packages comes after the general ones.
  ...[/\S+ : (?:Depends|Conflicts|Breaks): .*/, /held broken packages|unmet dependencies/].map((pattern) => ({
    pattern,
    says: ([line]: RegExpExecArray) => `The packages do not go together: ${line}`,
    remedy: "Take the package that conflicts out of packages.install, or choose another suite.",
    setting: "packages.install",
  })),
  {
    pattern: /Could not get lock (\S+?)\.?(?: It is held by process (\d+).*)?$/,
    says: ([, file, pid]) => `Another package manager${pid ? ` (process ${pid})` : ""} holds ${file}.`,
    remedy: "Wait until it has ended, and try again.",
  },
  {
    pattern:
      /installed (\S+) package (?:post|pre)-\w+ script|(?:post|pre)-installation script|maintainer script|script subprocess (?:returned|was)/,
    says: ([, name]) =>
      `${name ? `The package ${name}'s` : "A package's"} own script failed during its installation.`,
    remedy: "The lines above that one in the log say why; leave the package out of packages.install.",
    setting: "packages.install",
  },
  {
    pattern: /dpkg: error processing (?:package|archive) (\S+)/,
    says: ([, name]) => `The package ${name} could not be installed.`,
    remedy: "The lines above that one in the log say why.",
    setting: "packages.install",
  },
];
