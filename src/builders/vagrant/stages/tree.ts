import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { amd64 } from "../../../distributions/architecture.ts";
import { distributions } from "../../../distributions/distributions.ts";
import type { StageRunner } from "../../../pipeline/builder.ts";
import { bundleFile } from "../../horizon-bundle.ts";
import type { tree as definition } from "../definitions.ts";
import { horizonInstaller, remoteFolder, remoteScript, runThere, sayThere, sendThere } from "../machine.ts";
import { machineNamed } from "../session.ts";

/**
 * Makes the view of the template in which it is a client: remote/client.sh tells how.
 * @param place where the Horizon client's installer is taken from; what it holds is an input, by its sum
 */
export const tree =
  (place: string | null): StageRunner<ReturnType<typeof definition.inputs>> =>
  async ({ inputs, output, signal, log, progress }) => {
    const template = machineNamed("template");
    const installer = await bundleFile(place, inputs.additions.bundle, { signal, log });
    if (installer)
      await sendThere(template, `cat >${horizonInstaller}`, createReadStream(installer), { signal });
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
        THINSMITH_ADDITIONS: `${remoteFolder}/additions`,
        THINSMITH_BUNDLE: installer ? horizonInstaller : "",
      },
      onLine(line) {
        log(line);
        progress(undefined, line);
      },
    });
    if (installer) await sayThere(template, `rm ${horizonInstaller}`, { signal });
    await writeFile(
      join(output, "packages.tsv"),
      await sayThere(template, "cat /run/thinsmith/packages.tsv", { signal }),
    );
  };
