import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  kernelPackage,
  networkKind,
  packagesToInstall,
  packagesToRemove,
} from "../../../contents/packages.ts";
import { amd64 } from "../../../distributions/architecture.ts";
import { distributions } from "../../../distributions/distributions.ts";
import type { StageRunner } from "../../../pipeline/builder.ts";
import { bundleFile } from "../../horizon-bundle.ts";
import { horizonInstaller, remoteFolder, remoteScript, runThere, sayThere, sendThere } from "../machine.ts";
import { machineNamed } from "../session.ts";

/** Makes the view of the template in which it is a client: remote/client.sh tells how. */
export const tree: StageRunner = async ({ settings, output, signal, log, progress }) => {
  const { base, client } = settings;
  const template = machineNamed("template");
  const asked = packagesToInstall(settings);
  const installer = await bundleFile(settings, { signal, log });
  if (installer)
    await sendThere(template, `cat >${horizonInstaller}`, createReadStream(installer), { signal });
  const command = [
    "sh",
    remoteScript("client.sh"),
    kernelPackage(settings),
    networkKind(settings),
    client.user,
    String(client.autologin),
    ...distributions[base.distribution].template
      .machinePackages(amd64)
      .filter((name) => !asked.includes(name)),
    "--",
    ...packagesToRemove(settings),
  ];
  await runThere(template, command, {
    signal,
    variables: {
      THINSMITH_PASSWORD: client.passwordHash ?? "!",
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
