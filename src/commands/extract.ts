import { Argument, Command, Option } from "@commander-js/extra-typings";
import { collect, outputOption, replaceOption, withExamples, yesOption } from "./options.ts";

export const extract = withExamples(
  new Command("extract")
    .description("unpack a part of a release, or of a file")
    .addArgument(new Argument("<part>", "part to unpack").choices(["rootfs", "initrd", "home"] as const))
    .option("--release <release>", "path, id or name of a release, or a file (default: the current release)")
    .option("--to <dir>", "where to (default: unpacked-PART here)")
    .addOption(
      new Option("--only <path>", "only this file or directory; may be repeated")
        .argParser(collect)
        .default([], "everything"),
    )
    .addOption(replaceOption("remove what is there, whoever made it"))
    .addOption(outputOption())
    .addOption(yesOption()),
  "thinsmith extract rootfs",
  "thinsmith extract rootfs --only etc/passwd --only usr/bin --to look",
  "thinsmith extract initrd --release ./initrd.img",
);
