import { isIPv4 } from "node:net";
import {
  type Command,
  type CommandUnknownOpts,
  InvalidArgumentError,
  Option,
} from "@commander-js/extra-typings";
import { parseRange } from "../serve/network/ipv4.ts";
import { UsageError } from "../system/errors.ts";
import { defaultOutput } from "../system/paths.ts";
import { passphraseVariable } from "../trust/keys/passphrase.ts";

/** The values that a command's declaration gives to what runs it. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments do not matter here
export type OptionsOf<C> = C extends Command<any, infer Options, any> ? Readonly<Options> : never;

/** For options that may be repeated. */
export const collect = (word: string, words: readonly string[]): readonly string[] => [...words, word];

/** For options that are whole numbers. */
export const wholeNumber = (low: number, high: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high) {
    throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
  }
  return value;
};

const units = { kbit: 1e3, mbit: 1e6, gbit: 1e9 } as const;

/** For options that are rates as tc(8) writes them, such as 33mbit. The value is in bytes a second. */
export const rate = (text: string): number => {
  const [, number, unit] = /^(\d{1,6})(kbit|mbit|gbit)$/.exec(text) ?? [];
  if (!Number(number)) throw new InvalidArgumentError("It must be a rate such as 33mbit, 500kbit or 1gbit.");
  return (Number(number) * units[unit as keyof typeof units]) / 8;
};

export const debugOption = () =>
  new Option("--debug", "print every foreign program that starts and ends (also: THINSMITH_DEBUG=1)");

export const mouseOption = () =>
  new Option("--no-mouse", "leave the mouse to the terminal where screens are drawn");

export const outputOption = () =>
  new Option("--output <dir>", "directory of the releases").default(defaultOutput);

export const yesOption = () => new Option("--yes", "install missing packages without asking");

export const jsonOption = (what = "print one JSON document") => new Option("--json", what);

export const passinOption = (
  what = "read the passphrase of the keys from env:NAME, file:PATH or fd:NUMBER",
) => new Option("--passin <source>", what).env(passphraseVariable);

export const keyOption = () =>
  new Option(
    "--key <keys>",
    "take only releases that these keys have signed: their name, or a file with public keys (default: those known for the image)",
  );

export const setOption = () =>
  new Option("--set <name=value>", "change a setting; += and -= add to and take from lists; may be repeated")
    .argParser(collect)
    .default([], "none");

export const progressOption = () =>
  new Option("--progress <kind>", "how to show progress")
    .choices(["auto", "tty", "plain", "json", "quiet"] as const)
    .default("auto");

export const presetOption = () =>
  new Option("--preset <preset>", "take loaders and single clients from this preset or preset file");

export const dhcpOption = () =>
  new Option("--dhcp <mode>", "beside another DHCP server, in its place, or not at all").choices([
    "proxy",
    "full",
    "off",
  ] as const);

export const rangeOption = () =>
  new Option(
    "--range <from-to>",
    "addresses to give away with --dhcp full (default: the upper half of the network)",
  ).argParser((text) => {
    const range = parseRange(text);
    if (range) return range;
    const example = "Such as --range 192.168.10.129-192.168.10.250";
    throw new UsageError(`${text} is no range of addresses.`, example);
  });

const ipv4 = (option: string, text: string): string => {
  if (!isIPv4(text)) throw new UsageError(`${option} ${text} is no IPv4 address.`);
  return text;
};

/** @param unset the router that clients are told of without it */
export const routerOption = (unset: string) =>
  new Option("--router <address>", `router that clients are told of (default: ${unset})`).argParser((text) =>
    ipv4("--router", text),
  );

/** @param unset the addresses that clients are told of without it */
export const dnsOption = (unset: string) =>
  new Option("--dns <address>", "DNS server that clients are told of; may be repeated")
    .argParser((text, before: readonly string[]) => [...before, ipv4("--dns", text)])
    .default([], unset);

export const httpPortOption = () =>
  new Option("--http-port <n>", "port of HTTP").argParser(wholeNumber(1, 65_535)).default(80);

const examples = new WeakMap<object, readonly string[]>();

/** Command lines that show how a command is used, for its help and the man page. */
export const withExamples = <C extends object>(command: C, ...lines: readonly string[]): C => {
  examples.set(command, lines);
  (command as unknown as CommandUnknownOpts).addHelpText(
    "after",
    `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`,
  );
  return command;
};

export const examplesOf = (command: object): readonly string[] => examples.get(command) ?? [];
