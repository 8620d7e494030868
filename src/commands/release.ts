import { Command } from "@commander-js/extra-typings";
import { jsonOption, keyOption, outputOption, passinOption, wholeNumber, withExamples } from "./options.ts";

export const releaseList = withExamples(
  new Command("list")
    .description(
      "all releases; * marks those in use, + those that only canaries get, ? candidates that failed their proof",
    )
    .addOption(outputOption())
    .addOption(jsonOption()),
  "thinsmith release list",
  "thinsmith release list --output /srv/images --json",
);

export const releaseCurrent = withExamples(
  new Command("current")
    .description("path of the release in use")
    .argument("[image]", "name of an image")
    .addOption(outputOption()),
  "thinsmith release current console",
);

export const releaseRollback = withExamples(
  new Command("rollback")
    .description("use the release before the current one; a release on trial is taken back first")
    .argument("<image>", "name of an image")
    .option("--to <id>", "use this release")
    .addOption(keyOption())
    .addOption(outputOption()),
  "thinsmith release rollback console",
);

export const releasePromote = withExamples(
  new Command("promote")
    .description("give all clients the release that the canaries have (serve.canary), or a candidate")
    .argument("<image>", "name of an image")
    .argument("[id]", "this candidate (default: the release on trial, else the newest candidate)")
    .option("--unproven", "a candidate, although it failed its proof")
    .addOption(keyOption())
    .addOption(outputOption()),
  "thinsmith release promote console",
  "thinsmith release promote console --unproven",
);

export const releaseSign = withExamples(
  new Command("sign")
    .description("sign a release that is here; this machine then takes only signed ones of its image")
    .argument("[release]", "path, id or name of a release (default: the current one)")
    .requiredOption("--key <keys>", "name of the keys that sign it")
    .addOption(passinOption())
    .addOption(outputOption()),
  "thinsmith release sign console --key site",
);

export const releasePrune = withExamples(
  new Command("prune")
    .description("remove old releases, but none that is in use or being served")
    .argument("[image]", "name of an image (default: all)")
    .option("--keep <n>", "how many of the newest stay in any case", wholeNumber(0, 10_000), 3)
    .option("--unusable", "remove those that cannot be used, too")
    .option("--dry-run", "only say what would go")
    .addOption(outputOption()),
  "thinsmith release prune --keep 5 --dry-run",
  "thinsmith release prune console --unusable",
);

export const releaseAudit = withExamples(
  new Command("audit")
    .description("packages that have a newer version, by fresh lists; the exit status is 1 if there are any")
    .argument("[release]", "path, id or name of a release (default: the current release)")
    .option("--tracker <file|url>", "data of Debian's security tracker, for the names of vulnerabilities")
    .option("--upstream", "ask the distribution's own archives, not the mirror of the image")
    .addOption(outputOption())
    .addOption(jsonOption()),
  "thinsmith release audit console",
  "thinsmith release audit --tracker https://security-tracker.debian.org/tracker/data/json --json",
);

export const release = new Command("release")
  .description("releases that were built")
  .addCommand(releaseList)
  .addCommand(releaseCurrent)
  .addCommand(releaseRollback)
  .addCommand(releasePromote)
  .addCommand(releaseSign)
  .addCommand(releasePrune)
  .addCommand(releaseAudit);
