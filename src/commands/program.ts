import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { UsageError } from "../system/errors.ts";
import { invocation } from "../system/invocation.ts";
import { version } from "../system/version.ts";
import { boot } from "./boot.ts";
import { box } from "./box.ts";
import { build } from "./build.ts";
import { completion } from "./completion.ts";
import { deploy } from "./deploy.ts";
import { diff } from "./diff.ts";
import { doctor } from "./doctor.ts";
import { extract } from "./extract.ts";
import { inspect } from "./inspect.ts";
import { keys } from "./keys.ts";
import { debugOption, mouseOption, withExamples } from "./options.ts";
import { preset } from "./preset.ts";
import { release } from "./release.ts";
import { serve } from "./serve.ts";

/** The path of a command: `thinsmith preset list`. */
const pathOf = (command: CommandUnknownOpts): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : invocation();

/** What commander says about wrong use, in the form of our own errors. */
const wrongUse = (command: CommandUnknownOpts, said: string): UsageError => {
  const message = said.replace(/^error: /, "").replace(/\n\(Did you mean (.*)\?\)$/, "; did you mean $1?");
  const what = command.commands.length > 0 ? "commands" : "options";
  return new UsageError(message, `${pathOf(command)} --help lists its ${what}.`);
};

/** Each command inherits the look of help, and turns what is wrong into our errors. */
const prepare = (command: CommandUnknownOpts): void => {
  command.exitOverride((error) => {
    throw error.message.startsWith("error: ") ? wrongUse(command, error.message) : error;
  });
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    prepare(child);
  }
};

/** All commands with their options. What they do is added by main.ts. */
export const program = withExamples(
  new Command("thinsmith")
    .description("Builds, proves and serves Linux images for machines without disks.")
    .version(version)
    .addOption(debugOption())
    .addOption(mouseOption())
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => {} })
    .helpCommand("help [command]", "display help for a command"),
  "thinsmith",
  "thinsmith build console --yes",
  "thinsmith boot console",
);

for (const command of [
  ...[build, boot, inspect, extract, diff, serve, deploy, preset, release, keys, box],
  ...[doctor, completion],
])
  program.addCommand(command as unknown as CommandUnknownOpts);
prepare(program as unknown as CommandUnknownOpts);
// What this program itself takes, for its own words about commands that are none, the commands do not.
for (const command of program.commands)
  for (const one of [command, ...command.commands]) one.allowExcessArguments(false);
program.allowExcessArguments();
