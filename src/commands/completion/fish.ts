import { nameFunctions } from "./names.ts";
import { everyCommand, type Outline, type Value } from "./outline.ts";

const quoted = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;

const offers = ({ kind, words }: Value): string => {
  if (kind === "words") return ` -f -a ${quoted(words.join(" "))}`;
  if (kind === "preset") return " -a '(__thinsmith_names presets)'";
  if (kind === "release") return " -a '(__thinsmith_names releases)'";
  if (kind === "keys") return " -f -a '(__thinsmith_names keys)'";
  if (kind === "image") return " -f -a '(__thinsmith_names images)'";
  if (kind === "dir") return " -f -a '(__fish_complete_directories)'";
  return kind === "file" ? " -F" : " -f";
};

const linesOf = ({ path, options, values, commands }: Outline): string[] => {
  const begin = `complete -c thinsmith -n ${quoted(["__thinsmith_in", ...path].join(" "))}`;
  return [
    ...commands.map((one) => `${begin} -f -a ${quoted(one.path.at(-1) ?? "")} -d ${quoted(one.description)}`),
    ...options.map(
      ({ flag, short, description, value }) =>
        `${begin} -l ${flag.slice(2)}${short ? ` -s ${short.slice(1)}` : ""} -d ${quoted(description)}${value ? ` -r${offers(value)}` : ""}`,
    ),
    ...[...new Set(values.map(offers))].map((offer) => `${begin}${offer}`),
  ];
};

/** The completion script for fish. */
export const fishScript = (program: Outline, presets: readonly string[]): string => {
  const all = everyCommand(program);
  const paths = all.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(" ")));
  return `# Completion for fish: thinsmith completion fish
function __thinsmith_names
    sh -c ${quoted(`${nameFunctions(presets)}"_thinsmith_$1"`)} sh $argv
end

# Whether the line up to the cursor has exactly this command.
function __thinsmith_in
    set -l path
    for word in (commandline -opc)[2..-1]
        set -l longer (string trim "$path $word")
        contains -- "$longer" ${paths.join(" ")}; and set path "$longer"
    end
    test "$path" = "$argv"
end

${all.flatMap(linesOf).join("\n")}
`;
};
