import { localNeeds } from "../../builders/local/needs.ts";
import { installedBoxes } from "../../builders/vagrant/boxes/box.ts";
import { knownBoxes as known } from "../../builders/vagrant/boxes/known-boxes.ts";
import { makeBox, outputFile } from "../../builders/vagrant/boxes/make.ts";
import { knownVagrantFailures } from "../../builders/vagrant/known-failures.ts";
import { boxNeeds, vagrantNeeds } from "../../builders/vagrant/needs.ts";
import { kernelPackage } from "../../contents/packages.ts";
import { distributions } from "../../distributions/distributions.ts";
import { distributionOf, suiteLabel } from "../../distributions/suites.ts";
import { explain } from "../../pipeline/failures/explain.ts";
import { parseSettings } from "../../settings/parse.ts";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError, UsageError } from "../../system/errors.ts";
import { invocation } from "../../system/invocation.ts";
import { checkNeeds } from "../../system/needs.ts";
import { CommandError } from "../../system/process.ts";
import { onInterrupt } from "../../system/signals/interrupts.ts";
import { padColumns } from "../../system/text-width.ts";
import type { boxList, boxMake } from "../box.ts";
import type { OptionsOf } from "../options.ts";
import { installMissing } from "./install-missing.ts";
import { print, printJson } from "./print.ts";

/** What to do about the settings that a failure is of, which are options here. */
const remedies: Readonly<Record<string, string>> = {
  "base.mirror": "Check the network and any proxy, or choose another mirror with --mirror.",
  "base.suite": "Choose another suite with --suite, or another mirror with --mirror.",
  "kernel.package": "Correct --kernel, or leave it out.",
};

/** A tool's failure, or the system's, in the words that a build has for it. */
const explained =
  (settings: Settings) =>
  (error: unknown): never => {
    const ours = error instanceof ThinsmithError && !(error instanceof CommandError);
    const lines = error instanceof CommandError ? error.lastLines : [String(error)];
    // What Vagrant's failures say of a full disk is about its machines: those of all builds come first.
    const known = ours
      ? undefined
      : (explain(lines, settings) ?? explain(lines, settings, knownVagrantFailures(settings)));
    if (!known) throw error;
    throw new ThinsmithError(known.message, {
      remedy: known.setting ? (remedies[known.setting] ?? "With --verbose it says more.") : known.remedy,
      cause: error,
      lastLines: error instanceof CommandError ? error.lastLines : [],
    });
  };

/** Makes a base box from packages and gives it to Vagrant. */
export const boxMakeCommand = async (options: OptionsOf<typeof boxMake>): Promise<void> => {
  const distribution = distributionOf(options.suite);
  if (!distribution) throw new UsageError(`No suite ${options.suite} is known.`, "Known: trixie, bookworm.");
  if (!distributions[distribution].template.boxPackages)
    throw new UsageError(
      `Boxes of ${suiteLabel(distribution, options.suite)} are not made here.`,
      `Take one of Vagrant Cloud: ${invocation()} box list shows those that are known.`,
    );
  const settings = parseSettings({
    version: 1,
    base: { distribution, suite: options.suite, mirror: options.mirror ?? null },
    kernel: { package: options.kernel },
  });
  const output = options.output === undefined ? undefined : await outputFile(options.output);
  const needs = [...localNeeds, ...boxNeeds, ...vagrantNeeds];
  await installMissing(needs, options.yes === true);
  await checkNeeds(needs);
  const begin = performance.now();
  const name = await makeBox({
    distribution,
    suite: options.suite,
    mirror: settings.base.mirror,
    kernel: kernelPackage(settings),
    output,
    signal: onInterrupt(),
    log: (line) => options.verbose && process.stderr.write(`${line}\n`),
    step: (line) => process.stderr.write(`${line}\n`),
  }).catch(explained(settings));
  const seconds = Math.round((performance.now() - begin) / 1000);
  print(`The box ${name} for libvirt is made (${seconds} s).`);
  if (output) print(output);
};

/** Lists the boxes that are here, and those that are known of Vagrant Cloud. */
export const boxListCommand = async (options: OptionsOf<typeof boxList>): Promise<void> => {
  const installed = await installedBoxes();
  if (options.json) return printJson({ installed, known });
  process.stdout.write("Boxes that are here:\n");
  if (installed.length === 0) process.stdout.write("  none\n");
  for (const { name, version, provider } of installed)
    print(`  ${padColumns(name, 26)} ${version.padEnd(14)} ${provider}`);
  process.stdout.write("\nBoxes of Vagrant Cloud, by suite:\n");
  for (const { suite, name, providers } of known)
    print(`  ${name.padEnd(26)} ${suite.padEnd(14)} ${providers.join(", ")}`);
  print(`\nWithout Vagrant Cloud: ${invocation()} box make --suite bookworm`);
};
