import { Argument, Command } from "@commander-js/extra-typings";
import { withExamples } from "./options.ts";

export const completion = withExamples(
  new Command("completion")
    .description("print a completion script for a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"] as const)),
  "thinsmith completion bash > ~/.local/share/bash-completion/completions/thinsmith",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: zsh's own
  'thinsmith completion zsh > "${fpath[1]}/_thinsmith"',
  "thinsmith completion fish > ~/.config/fish/completions/thinsmith.fish",
);
