import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { version } from "../system/version.ts";
import { examplesOf } from "./options.ts";
import { program } from "./program.ts";

/** Text in roff (groff_man(7)): no escape, and no line that begins as a request. */
const roff = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("~", "\\(ti")
    .replace(/^([.'])/gm, "\\&$1");

const term = (name: string, text: string) => `.TP\n.B ${roff(name)}\n${roff(text)}\n`;

const section = (path: string, command: CommandUnknownOpts): string => {
  const help = command.createHelp();
  if (command.commands.length > 0)
    return command.commands.map((child) => section(`${path} ${child.name()}`, child)).join("");
  const usage = [
    path,
    ...command.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`)),
  ].join(" ");
  const lines = examplesOf(command);
  return [
    `.SS "${roff(usage)}"\n${roff(command.description())}\n`,
    ...command.registeredArguments.map((one) => term(one.name(), help.argumentDescription(one))),
    ...help
      .visibleOptions(command)
      .filter(({ long }) => long !== "--help")
      .map((option) => term(option.flags, help.optionDescription(option))),
    ...(lines.length > 0 ? [`.PP\nExamples:\n.PP\n.nf\n.RS\n${roff(lines.join("\n"))}\n.RE\n.fi\n`] : []),
  ].join("");
};

const statuses = {
  0: "Done.",
  1: "Failed: a build, a boot, or a program that was needed. Standard error says what failed, why, and what to do.",
  2: "Wrong use: an unknown command, option, setting, preset or release. Nothing was started.",
  130: "Cancelled by Ctrl\\-C or a signal. Nothing half made is left.",
};

const variables = {
  THINSMITH_CACHE: "Directory of cached stages and downloaded packages, in place of ~/.cache/thinsmith.",
  THINSMITH_PASSIN: "Where to read the passphrase of keys: env:NAME, file:PATH or fd:NUMBER.",
  THINSMITH_CONFIG: "Directory of saved presets and keys, in place of ~/.config/thinsmith.",
  THINSMITH_DEBUG: "1 is the same as --debug.",
  NO_COLOR: "Not empty: nothing is coloured.",
  CI: "true: missing packages are installed without asking.",
};

/** thinsmith.1, made from the declarations of the commands. */
export const manPage = (): string => {
  const root = program as unknown as CommandUnknownOpts;
  const help = root.createHelp();
  return [
    `.TH THINSMITH 1 "" "thinsmith ${version}" "User Commands"\n`,
    `.SH NAME\nthinsmith \\- builds, proves and serves Linux images for machines without disks\n`,
    ".SH SYNOPSIS\n.B thinsmith\n.br\n.B thinsmith\n.I COMMAND\n[\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n",
    `.SH DESCRIPTION\nWithout a command,\n.B thinsmith\nopens a wizard in the terminal. Everything that the wizard does is also a command.\n`,
    `.PP\nRELEASE is a path, an id or the name of an image; left out, it is the current release of ./build.\n`,
    ".SH OPTIONS\nEvery command takes these.\n",
    ...help.visibleOptions(root).map((option) => term(option.flags, help.optionDescription(option))),
    ".SH COMMANDS\n",
    ...root.commands.map((command) => section(command.name(), command)),
    ".SH EXIT STATUS\n",
    ...Object.entries(statuses).map(([status, text]) => `.TP\n.B ${status}\n${text}\n`),
    ".SH MESSAGES\nResults go to standard output, all else to standard error. An error is one sentence, and one more that\nbegins with \\(lqWhat to do:\\(rq. With\n.B \\-\\-json\nstandard output is one JSON document, with\n.B \\-\\-progress json\none event a line.\n",
    ".SH ENVIRONMENT\n",
    ...Object.entries(variables).map(([name, text]) => term(name, text)),
    ".SH FILES\n",
    term("build/NAME/current", "The release of an image that clients get."),
    term(
      "build/NAME/releases/ID/build.log",
      "What a build said, with every foreign program that it started.",
    ),
  ].join("");
};
