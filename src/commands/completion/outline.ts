import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** What a shell offers for a value: the words given, or names of a kind. */
export type Kind = "words" | "preset" | "release" | "image" | "dir" | "file" | "other";

export interface Value {
  readonly name: string;
  readonly kind: Kind;
  readonly words: readonly string[];
}

export interface OutlineOption {
  readonly flag: string;
  readonly short?: string | undefined;
  readonly description: string;
  readonly value?: Value | undefined;
}

/** A command as help, completion and man page need it. */
export interface Outline {
  /** Without the program's name; empty for the program itself. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly OutlineOption[];
  readonly values: readonly Value[];
  readonly commands: readonly Outline[];
}

/** By the name in `<name>`. */
const kinds: Readonly<Record<string, Kind>> = {
  preset: "preset",
  release: "release",
  "release|file": "release",
  before: "release",
  after: "release",
  image: "image",
  dir: "dir",
  file: "file",
};

const describeValue = (name: string, words: readonly string[] | undefined): Value => ({
  name,
  words: words ?? [],
  kind: words ? "words" : (kinds[name] ?? "other"),
});

/** The declarations of a command and of those below it, as data. */
export const outlineOf = (command: CommandUnknownOpts, path: readonly string[] = []): Outline => {
  const help = command.createHelp();
  const all = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  return {
    path,
    description: command.description(),
    options: all.map((option) => ({
      flag: option.long ?? option.flags,
      short: option.short,
      description: option.description,
      value: option.required
        ? describeValue(/<(.*)>/.exec(option.flags)?.[1] ?? "", option.argChoices)
        : undefined,
    })),
    values: command.registeredArguments.map((argument) =>
      describeValue(argument.name(), argument.argChoices),
    ),
    commands: command.commands.map((child) => outlineOf(child, [...path, child.name()])),
  };
};

/** A command and all below it. */
export const everyCommand = (outline: Outline): Outline[] => [
  outline,
  ...outline.commands.flatMap(everyCommand),
];
