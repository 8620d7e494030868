import { Command } from "@commander-js/extra-typings";
import { jsonOption, outputOption, withExamples, yesOption } from "./options.ts";

export const diff = withExamples(
  new Command("diff")
    .description("packages, settings and files that differ between two releases, or two files")
    .argument("<before>", "path, id or name of a release, or a file")
    .argument("<after>", "the same of the other")
    .addOption(outputOption())
    .addOption(yesOption())
    .addOption(jsonOption("print one JSON document, with every file")),
  "thinsmith diff 20261125T030000Z-aaaaaaaa 20261126T030000Z-bbbbbbbb",
  "thinsmith diff console rdp --json",
);
