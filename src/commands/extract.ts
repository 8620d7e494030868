import { Argument, Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { collect, outputOption, withExamples, yesOption } from "./options.ts";

const parts = ["rootfs", "initrd", "home"] as const;

const partNamed = (text: string): string => {
  if (!parts.some((part) => part === text)) throw new InvalidArgumentError(`It must be ${parts.join(", ")}.`);
  return text;
};

export const extract = withExamples(
  new Command("extract")
    .description("unpack a part of a release, or of a file")
    .addArgument(new Argument("<part>", "part to unpack").choices(parts).argParser(partNamed))
    .option("--release <release>", "path, id or name of a release, or a file (default: the current release)")
    .option("--to <dir>", "where to (default: unpacked-PART here)")
    .addOption(
      new Option("--only <path>", "only this file or directory; may be repeated")
        .argParser(collect)
        .default([], "everything"),
    )
    .option("--replace", "remove what is there, whoever made it")
    .addOption(outputOption())
    .addOption(yesOption()),
  "thinsmith extract rootfs",
  "thinsmith extract rootfs --only etc/passwd --only usr/bin --to look",
  "thinsmith extract initrd --release ./initrd.img",
);
