import { Command } from "@commander-js/extra-typings";
import { jsonOption, withExamples, yesOption } from "./options.ts";

export const boxMake = withExamples(
  new Command("make")
    .description("make a base box for libvirt from Debian's packages, without Vagrant Cloud")
    .option("--suite <suite>", "trixie or bookworm", "bookworm")
    .option("--kernel <package>", "kernel of its machines: best that of the images", "auto")
    .option("--mirror <url>", "the one package mirror to take everything from")
    .option("--output <file>", "keep the box file, too, for other machines")
    .option("--verbose", "print what the tools say")
    .addOption(yesOption()),
  "thinsmith box make --suite trixie",
);

export const boxList = withExamples(
  new Command("list")
    .description("the boxes that are here, and those that are known")
    .addOption(jsonOption()),
  "thinsmith box list",
);

export const box = new Command("box")
  .description("base boxes of the Vagrant builder")
  .addCommand(boxMake)
  .addCommand(boxList);
