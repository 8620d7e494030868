import { nameFunctions } from "./names.ts";
import { everyCommand, type Outline, type Value } from "./outline.ts";

/** A word inside single quotes. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const escaped = (text: string) => text.replace(/[\\[\]:]/g, "\\$&");

const actions: Readonly<Record<Value["kind"], string>> = {
  words: "",
  preset: "{_thinsmith_offer presets}",
  release: "{_thinsmith_offer releases}",
  image: "{_thinsmith_offer images}",
  keys: "{_thinsmith_offer keys}",
  dir: "_files -/",
  file: "_files",
  other: " ",
};
const actionOf = ({ name, kind, words }: Value) =>
  `${escaped(name)}:${kind === "words" ? `(${words.join(" ")})` : actions[kind]}`;

const specOf = ({ flag, short, description, value }: Outline["options"][number]): string[] =>
  [flag, ...(short ? [short] : [])].map((name) =>
    quoted(`*${name}${value ? "=" : ""}[${escaped(description)}]${value ? `:${actionOf(value)}` : ""}`),
  );

const functionOf = ({ path }: Outline) => ["_thinsmith", ...path].join("_");

const functionFor = (outline: Outline): string => {
  const { options, values, commands } = outline;
  const specs = [
    ...options.flatMap(specOf),
    ...values.map((value, index) => quoted(`${index + 1}:${actionOf(value)}`)),
  ];
  if (commands.length === 0)
    return `${functionOf(outline)}() {\n  _arguments ${specs.join(" \\\n    ")}\n}\n`;
  const described = commands.map(({ path, description }) =>
    quoted(`${path.at(-1)}:${description.replaceAll(":", "\\:")}`),
  );
  return `${functionOf(outline)}() {
  local curcontext="$curcontext" state line
  local -a commands=(
    ${described.join("\n    ")}
  )
  _arguments -C ${specs.join(" \\\n    ")} '1: :->command' '*:: :->rest'
  case "$state" in
    command) _describe command commands ;;
    rest)
      case "$line[1]" in
${commands.map((one) => `        ${one.path.at(-1)}) ${functionOf(one)} ;;`).join("\n")}
      esac
      ;;
  esac
}
`;
};

/** The completion script for zsh; it lies in a directory of $fpath as _thinsmith. */
export const zshScript = (program: Outline, presets: readonly string[]): string => `#compdef thinsmith
# Completion for zsh: thinsmith completion zsh
${nameFunctions(presets)}
_thinsmith_offer() {
  local -a names
  names=(\${(f)"$(_thinsmith_$1)"})
  compadd -a names
  [[ "$1" == images ]] || _files
}

${everyCommand(program).reverse().map(functionFor).join("\n")}
if [ "\${funcstack[1]}" = _thinsmith ]; then
  _thinsmith "$@"
else
  compdef _thinsmith thinsmith
fi
`;
