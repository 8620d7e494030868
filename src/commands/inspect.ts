import { Command, Option } from "@commander-js/extra-typings";
import { sbomFormats } from "../release/files/sbom-files.ts";
import { jsonOption, outputOption, withExamples, yesOption } from "./options.ts";

export const inspect = withExamples(
  new Command("inspect")
    .description("what is in a release, a squashfs, an initrd or a tar archive, and how large it is")
    .argument("[release|file]", "path, id or name of a release, or a file (default: the current release)")
    .option("--text", "print a summary in place of opening the explorer, as without a terminal")
    .option("--list", "print every entry, a line each")
    .option("--part <name>", "rootfs, initrd or home alone")
    .addOption(
      new Option("--sbom <format>", "print the SBOM of a release: its packages with sources and licences")
        .choices(sbomFormats)
        .conflicts(["text", "list", "part", "json"]),
    )
    .addOption(outputOption())
    .addOption(yesOption())
    .addOption(jsonOption("print one JSON document, with missing firmware")),
  "thinsmith inspect",
  "thinsmith inspect console --list --part initrd",
  "thinsmith inspect ./rootfs.squashfs --json",
  "thinsmith inspect console --sbom spdx",
);
