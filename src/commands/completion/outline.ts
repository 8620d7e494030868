import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** What a shell offers for a value: the words given, or names of a kind. */
type Kind = "words" | "preset" | "release" | "image" | "keys" | "dir" | "file" | "other";

/** By the name in `<name>`. */
const kinds: Readonly<Record<string, Kind>> = {
  preset: "preset",
  release: "release",
  "release|file": "release",
  before: "release",
  after: "release",
  image: "image",
  keys: "keys",
  dir: "dir",
  file: "file",
  "file|url": "file",
};

const describeValue = (name: string, words: readonly string[] = []) => ({
  name,
  words,
  kind: words.length > 0 ? "words" : (kinds[name] ?? "other"),
});

export type Value = ReturnType<typeof describeValue>;

/** A command by itself. @param path without the program's name; empty for the program itself */
const commandOf = (command: CommandUnknownOpts, path: readonly string[]) => {
  const help = command.createHelp();
  const all = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  return {
    path,
    description: command.description(),
    options: all.map(({ long, short, flags, description, required, argChoices }) => ({
      flag: long ?? flags,
      short,
      description,
      value: required ? describeValue(/<(.*)>/.exec(flags)?.[1] ?? "", argChoices) : undefined,
    })),
    values: command.registeredArguments.map((argument) =>
      describeValue(argument.name(), argument.argChoices),
    ),
  };
};

/** A command as completion needs it, with those below it. */
export type Outline = ReturnType<typeof commandOf> & { readonly commands: readonly Outline[] };

/** The declarations of a command and of those below it, as data. */
export const outlineOf = (command: CommandUnknownOpts, path: readonly string[] = []): Outline => ({
  ...commandOf(command, path),
  commands: command.commands.map((child) => outlineOf(child, [...path, child.name()])),
});

/** A command and all below it. */
export const everyCommand = (outline: Outline): Outline[] => [
  outline,
  ...outline.commands.flatMap(everyCommand),
];
