import { nameFunctions } from "./names.ts";
import { everyCommand, type Outline, type Value } from "./outline.ts";

const offers = ({ kind, words }: Value): string => {
  if (kind === "words") return `_thinsmith_offer "${words.join(" ")}"`;
  if (kind === "preset") return '_thinsmith_offer "$(_thinsmith_presets)"; _thinsmith_files -f';
  if (kind === "release") return '_thinsmith_offer "$(_thinsmith_releases)"; _thinsmith_files -f';
  if (kind === "keys") return '_thinsmith_offer "$(_thinsmith_keys)"';
  if (kind === "image") return '_thinsmith_offer "$(_thinsmith_images)"';
  return kind === "other" ? ":" : `_thinsmith_files ${kind === "dir" ? "-d" : "-f"}`;
};

const named = (path: readonly string[]) => ["thinsmith", ...path].join(" ");

/** The completion script for bash 4 and newer. */
export const bashScript = (program: Outline, presets: readonly string[]): string => {
  const all = everyCommand(program);
  const words = all.map(({ path, commands, options }) => {
    const flags = options.flatMap(({ flag, short }) => [flag, ...(short ? [short] : [])]);
    const below = commands.map((command) => command.path.at(-1));
    return `    "${named(path)}") commands="${below.join(" ")}" options="${flags.join(" ")}" ;;`;
  });
  const optionValues = all.flatMap(({ path, options }) =>
    options.flatMap(({ flag, value }) =>
      value ? [`    "${named(path)} ${flag}") ${offers(value)}; return 0 ;;`] : [],
    ),
  );
  const argumentValues = all.flatMap(({ path, values }) =>
    values.map((value, index) => `    "${named(path)} ${index}") ${offers(value)} ;;`),
  );
  return `# Completion for bash: thinsmith completion bash
${nameFunctions(presets)}
_thinsmith_offer() {
  mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$1" -- "$current")
}

_thinsmith_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen "$1" -- "$current")
}

_thinsmith_command() {
  case "$1" in
${words.join("\n")}
    *) commands="" options="" ;;
  esac
}

# What an option takes; fails where it takes nothing.
_thinsmith_value() {
  case "$1" in
${optionValues.join("\n")}
  esac
  return 1
}

_thinsmith() {
  local command=thinsmith arguments=0 current="\${COMP_WORDS[COMP_CWORD]}" commands options word index option=""
  COMPREPLY=()
  _thinsmith_command "$command"
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    # Bash takes --output=DIR for three words.
    [ "$word" = "=" ] && continue
    if [ -n "$option" ]; then
      option=""
    elif [[ "$word" == --* ]]; then
      current="" _thinsmith_value "$command $word" >/dev/null && option="$word"
    elif [[ " $commands " == *" $word "* ]]; then
      command="$command $word"
      _thinsmith_command "$command"
    else
      arguments=$((arguments + 1))
    fi
  done
  COMPREPLY=()
  [ "$current" = "=" ] && current=""
  if [ -n "$option" ]; then
    _thinsmith_value "$command $option"
  elif [[ "$current" == -* ]]; then
    _thinsmith_offer "$options"
  elif [ -n "$commands" ]; then
    _thinsmith_offer "$commands"
  else
    case "$command $arguments" in
${argumentValues.join("\n")}
    esac
  fi
}

complete -F _thinsmith thinsmith
`;
};
