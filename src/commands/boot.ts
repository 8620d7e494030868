import { Command, Option } from "@commander-js/extra-typings";
import { pictureKinds } from "../boot/picture/kinds.ts";
import {
  collect,
  jsonOption,
  keyOption,
  outputOption,
  rate,
  wholeNumber,
  withExamples,
  yesOption,
} from "./options.ts";

export const boot = withExamples(
  new Command("boot")
    .description("boot a release in a virtual machine without a disk and give a verdict")
    .argument("[release]", "path, id or name of a release (default: the current one)")
    .option(
      "--memory <mib>",
      "memory of the machine (default: what the image needs)",
      wholeNumber(64, 1_048_576),
    )
    .option("--cpus <n>", "processors of the machine", wholeNumber(1, 64), 2)
    .addOption(new Option("--firmware <kind>", "firmware (default: bios)").choices(["bios", "uefi"] as const))
    .option(
      "--secure-boot",
      "boot thinsmith.efi over the network, by UEFI firmware that knows the keys of --key alone, or those that the release was built with",
    )
    .addOption(
      new Option("--accel <kind>", "acceleration").choices(["auto", "kvm", "tcg"] as const).default("auto"),
    )
    .addOption(
      new Option("--param <word>", "boot parameter; may be repeated").argParser(collect).default([], "none"),
    )
    .addOption(
      new Option("--root <kind>", "how the client has its root (default: as the image was built)").choices([
        "memory",
        "stream",
      ] as const),
    )
    .addOption(
      new Option(
        "--link <rate>",
        "let the client load no faster than over such a line, such as 33mbit",
      ).argParser(rate),
    )
    .option(
      "--timeout <seconds>",
      "time to be up, with something on the screen where a role draws on it",
      wholeNumber(1, 86_400),
      300,
    )
    .addOption(
      new Option("--progress <kind>", "how to show progress")
        .choices(["auto", "tty", "plain"] as const)
        .default("auto"),
    )
    .addOption(
      new Option("--pictures <kind>", "how the client's screen is drawn (default: as this terminal can)")
        .choices(pictureKinds)
        .env("THINSMITH_PICTURES"),
    )
    .addOption(outputOption())
    .addOption(keyOption())
    .addOption(yesOption())
    .addOption(jsonOption("print the verdict as one JSON document")),
  "thinsmith boot",
  "thinsmith boot rdp --memory 2048 --firmware uefi",
  "thinsmith boot console --param zram_size_pct=75 --json",
  "thinsmith boot kiosk --secure-boot",
  "thinsmith boot kiosk --progress plain && thinsmith release promote kiosk",
);
