#!/usr/bin/env node
import type { Command, CommandUnknownOpts } from "@commander-js/extra-typings";
import { boot } from "./commands/boot.ts";
import { boxList, boxMake } from "./commands/box.ts";
import { build } from "./commands/build.ts";
import { completion } from "./commands/completion.ts";
import { startDebug } from "./commands/debug.ts";
import { deploy } from "./commands/deploy.ts";
import { diff } from "./commands/diff.ts";
import { doctor } from "./commands/doctor.ts";
import { extract } from "./commands/extract.ts";
import { inspect } from "./commands/inspect.ts";
import * as keySets from "./commands/keys.ts";
import * as presets from "./commands/preset.ts";
import { program } from "./commands/program.ts";
import * as releases from "./commands/release.ts";
import { report } from "./commands/report.ts";
import { serve } from "./commands/serve.ts";
import { UsageError } from "./system/errors.ts";
import { handleStops } from "./system/signals/stops.ts";

/** What the terminal UI offers; loaded only where it is drawn, since it takes longer to load than all the rest. */
const ui = async () => {
  // ink's colours look at FORCE_COLOR alone.
  if (process.env.NO_COLOR) process.env.FORCE_COLOR = "0";
  debug?.toFile();
  if (!program.opts().mouse) (await import("../components/index.ts")).withoutMouse();
  return import("../components/index.ts");
};
type Ui = Awaited<ReturnType<typeof ui>>;

const inTerminal = () => process.stdin.isTTY && process.stdout.isTTY;

const wizard = async (): Promise<number> => {
  const [word] = program.args;
  if (word !== undefined) {
    const commands = program.commands.map((command) => command.name());
    const { nearest } = await import("./grammar/nearest.ts");
    const meant = nearest(word, commands);
    throw new UsageError(
      `There is no command ${word}${meant ? `; did you mean ${meant}?` : "."}`,
      `Commands: ${commands.join(", ")}. thinsmith --help tells more.`,
    );
  }
  if (!inTerminal()) {
    throw new UsageError(
      "The wizard needs a terminal.",
      "Without one, use the commands, such as: thinsmith build console --yes",
    );
  }
  const loading = ui();
  const { installMissing } = await import("./commands/run/install-missing.ts");
  await installMissing(["build", "boot"], false);
  const { runWizard } = await loading;
  return runWizard(async (built) =>
    (await import("./commands/run/build-result.ts")).writeResult(built, { onlyPath: false }),
  );
};

/** Says what a command does: it resolves with the exit status, or with nothing for 0. */
const does = <A extends unknown[], O extends Record<string, unknown>, G extends Record<string, unknown>>(
  command: Command<A, O, G>,
  work: (...args: [...A, O]) => Promise<unknown>,
): void => {
  const act = async (...args: unknown[]) => {
    const status = await work(...(args as [...A, O]));
    if (typeof status === "number") process.exitCode = status;
  };
  (command as unknown as CommandUnknownOpts).action(act);
};

does(program, wizard);
does(build, async (preset, options) => {
  const { buildCommand } = await import("./commands/run/build.ts");
  const draw = async (...args: Parameters<Ui["drawBuild"]>) => (await ui()).drawBuild(...args);
  return buildCommand(preset, options, draw);
});
does(boot, async (release, options) => {
  const { bootCommand } = await import("./commands/run/boot.ts");
  const draw = async (...args: Parameters<Ui["drawBoot"]>) => (await ui()).drawBoot(...args);
  return bootCommand(release, options, draw);
});
does(inspect, async (word, options) => {
  const { text, list, part, sbom, json, output, yes } = options;
  if (!inTerminal() || text || list || part || sbom || json)
    return (await import("./commands/run/inspect/inspect.ts")).inspectCommand(word, options);
  const loading = ui();
  const { installMissing } = await import("./commands/run/install-missing.ts");
  await installMissing(["inspect"], yes === true);
  return (await loading).runInspect(word, output);
});
does(extract, async (...args) => (await import("./commands/run/extract.ts")).extractCommand(...args));
does(diff, async (...args) => (await import("./commands/run/diff.ts")).diffCommand(...args));
does(serve, async (release, options) => {
  const { serveCommand } = await import("./commands/run/serve.ts");
  const draw = async (...args: Parameters<Ui["drawServe"]>) => (await ui()).drawServe(...args);
  return serveCommand(release, options, draw);
});
does(deploy, async (...args) => (await import("./commands/run/deploy.ts")).deployCommand(...args));
const preset = () => import("./commands/run/preset.ts");
does(presets.presetList, async (options) => (await preset()).listPresetsCommand(options));
does(presets.presetShow, async (name) => (await preset()).showPreset(name));
does(presets.presetSave, async (...args) => (await preset()).savePresetCommand(...args));
does(presets.presetDelete, async (name) => (await preset()).deletePresetCommand(name));
does(presets.presetImport, async (...args) => (await preset()).importPreset(...args));
does(presets.presetExport, async (...args) => (await preset()).exportPreset(...args));
does(presets.presetSchema, async (options) => (await preset()).printSchema(options));
const release = () => import("./commands/run/release.ts");
does(releases.releaseList, async (options) => (await release()).listReleasesCommand(options));
does(releases.releaseCurrent, async (...args) => (await release()).currentReleaseCommand(...args));
does(releases.releaseRollback, async (...args) => (await release()).rollbackCommand(...args));
does(releases.releasePromote, async (...args) => (await release()).promoteCommand(...args));
does(releases.releaseSign, async (...args) => (await release()).signCommand(...args));
does(releases.releasePrune, async (...args) => (await release()).pruneCommand(...args));
does(releases.releaseAudit, async (...args) =>
  (await import("./commands/run/trust/audit.ts")).auditCommand(...args),
);
const keys = () => import("./commands/run/keys.ts");
does(keySets.keysMake, async (...args) => (await keys()).keysMakeCommand(...args));
does(keySets.keysList, async (options) => (await keys()).keysListCommand(options));
does(keySets.keysShow, async (...args) => (await keys()).keysShowCommand(...args));
does(keySets.keysExport, async (...args) => (await keys()).keysExportCommand(...args));
does(keySets.keysEnrol, async (...args) =>
  (await import("./commands/run/trust/enrol.ts")).keysEnrolCommand(...args),
);
does(keySets.keysSign, async (...args) => (await keys()).keysSignCommand(...args));
does(keySets.keysSignClients, async (...args) =>
  (await import("./commands/run/trust/sign-clients.ts")).keysSignClientsCommand(...args),
);
does(boxMake, async (options) => (await import("./commands/run/box.ts")).boxMakeCommand(options));
does(boxList, async (options) => (await import("./commands/run/box.ts")).boxListCommand(options));
does(doctor, async (options) => (await import("./commands/run/doctor.ts")).doctorCommand(options));
does(completion, async (shell) =>
  (await import("./commands/completion/script.ts")).printCompletion(shell, program),
);

// Whoever reads our output may stop: what is running is then ended in order, as by a signal.
process.stdout.on("error", () => process.kill(process.pid, "SIGTERM"));

handleStops();

let debug: ReturnType<typeof startDebug> | undefined;
program.hook("preAction", () => {
  const asked = process.env.THINSMITH_DEBUG;
  if (program.opts().debug || (asked !== undefined && asked !== "" && asked !== "0")) debug = startDebug();
});

await program.parseAsync().catch(report);
