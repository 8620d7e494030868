import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { create } from "tar";
import { amd64 } from "../../../distributions/architecture.ts";
import { distributions } from "../../../distributions/distributions.ts";
import type { StageRunner } from "../../../pipeline/builder.ts";
import { writeRoleSteps } from "../../../pipeline/inputs/role-steps.ts";
import type { Settings } from "../../../settings/schema.ts";
import { collectedFiles } from "../../../trust/sbom/collected.ts";
import type { tree as definition } from "../definitions.ts";
import { collect, remoteFolder, remoteScript, runThere, sayThere } from "../machine.ts";
import { machineNamed } from "../session.ts";

/**
 * Makes the view of the template in which it is a client: remote/client.sh tells how.
 * @param settings where files are taken from that roles' scripts get; what they hold is an input, by their sums
 */
export const tree =
  (settings: Settings): StageRunner<ReturnType<typeof definition.inputs>> =>
  async ({ inputs, output, signal, log, progress }) => {
    const template = machineNamed("template");
    const additions = `${remoteFolder}/additions`;
    const steps = join(output, "steps");
    await writeRoleSteps(inputs.steps, settings, steps, { signal, log });
    // Not as a whole in memory: a vendor's installer has hundreds of MB.
    const archive = Readable.from(create({ cwd: steps, portable: true, strict: true }, ["."]));
    // What an earlier build that failed has left there goes first: its files are not for this one.
    const unpack = `rm -rf ${additions}/step && tar -x --no-same-owner -C ${additions}`;
    await sayThere(template, unpack, { signal, input: { data: archive } });
    await rm(steps, { recursive: true });
    const command = [
      "sh",
      remoteScript("client.sh"),
      inputs.kernel,
      inputs.network,
      inputs.user,
      String(inputs.autologin),
      ...distributions[inputs.distribution].template
        .machinePackages(amd64)
        .filter((name) => !inputs.keep.includes(name)),
      "--",
      ...inputs.remove,
    ];
    await runThere(template, command, {
      signal,
      variables: {
        THINSMITH_PASSWORD: inputs.passwordHash ?? "!",
        THINSMITH_ADDITIONS: additions,
      },
      onLine(line) {
        log(line);
        progress(undefined, line);
      },
    });
    await sayThere(template, `rm -r ${additions}/step`, { signal });
    for (const name of collectedFiles)
      await collect(template, `/run/thinsmith/${name}`, join(output, name), { signal });
  };
