import { Command, Option } from "@commander-js/extra-typings";
import { outputOption, passinOption, progressOption, setOption, withExamples, yesOption } from "./options.ts";

export const build = withExamples(
  new Command("build")
    .description("build an image from a preset or a preset file")
    .argument("[preset]", "name of a preset, or path of a preset file (default: console)")
    .addOption(setOption())
    .addOption(outputOption())
    .option("--dry-run", "print the stages, their keys and whether the cache has them")
    .addOption(yesOption())
    .option("--no-cache", "make every stage anew, with the newest packages")
    .addOption(
      new Option(
        "--locked <release>",
        "build a release again: the recorded packages and settings; also the path of a manifest.json",
      ).conflicts("only"),
    )
    .option("--no-prove", "publish the image unproven (publish.proof=none for this build)")
    .option("--only <stage>", "run one stage, with what it needs; its files go to DIR/NAME/parts")
    .option("--debug-shell", "open a shell in the tree of a stage that fails; needs a terminal")
    .addOption(passinOption())
    .addOption(progressOption()),
  "thinsmith build console --yes",
  "thinsmith build rdp --set zram.sizePct=75 --set packages.install+=vim,htop",
  "thinsmith build --locked build/rdp/current",
  "thinsmith build ./lab.json --output /srv/images --progress plain",
);
