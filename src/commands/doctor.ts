import { Command } from "@commander-js/extra-typings";
import { jsonOption, withExamples, yesOption } from "./options.ts";

export const doctor = withExamples(
  new Command("doctor")
    .description("what this machine has and lacks")
    .option("--install", "install what is missing with apt, after one question")
    .option("--tests", "look at what thinsmith's own tests need, too")
    .option("--signing", "look at what keys and signed images for firmware need, too")
    .option("--vagrant", "look at what the Vagrant builder needs, too")
    .addOption(yesOption())
    .addOption(jsonOption("print the findings as one JSON document")),
  "thinsmith doctor",
  "thinsmith doctor --vagrant --install --yes",
);
