import { memoryWords, neededMemory } from "../boot/memory.ts";
import { testBoot } from "../boot/run.ts";
import type { Check } from "../boot/verdict.ts";
import { clientNeeds } from "../catalog/roles.ts";
import type { StageContext } from "../pipeline/builder.ts";
import type { Proof } from "../release/proof.ts";
import type { Release } from "../release/release.ts";
import { lineSplitter } from "../system/process.ts";
import { sanitize } from "../system/text.ts";
import { freePort, waitForAnswer } from "./answers.ts";

/** An emulated client that fetches 250 MB needs two minutes; on a busy machine much more. */
const bootSeconds = 600;
/** A service may start after the target of the boot is reached. */
const answerSeconds = 60;

/**
 * Boots an image that is not published, with the memory that the estimate promises for its clients, and looks whether it
 * does what its roles are for. QEMU has ended when this returns or throws.
 * @throws CancelledError if the signal aborts; ThinsmithError if QEMU cannot start
 */
export const proveByBooting = async (
  release: Release,
  { signal, log, progress }: Pick<StageContext, "signal" | "log" | "progress">,
): Promise<Proof> => {
  const needed = neededMemory(release.manifest);
  const { answers } = clientNeeds(release.manifest.settings.packages.roles);
  const ports = await Promise.all(answers.map(async (answer) => ({ ...answer, here: await freePort() })));
  log(`booting it in QEMU with ${memoryWords(needed)}`);
  const console = lineSplitter((line) => log(sanitize(line)));
  // The machine runs on after its verdict, until its services have answered.
  const enough = new AbortController();
  let answered: Promise<Check[]> = Promise.resolve([]);
  const ask = async (): Promise<Check[]> =>
    Promise.all(
      ports.map(async ({ port, here, begins }): Promise<Check> => {
        const { ok, said } = await waitForAnswer(here, begins, answerSeconds, signal);
        const detail = said === "" ? "no answer" : `says ${said}`;
        return { name: `port ${port}`, ok, detail: ok ? detail : `${detail}; expected ${begins}` };
      }),
    );
  try {
    const verdict = await testBoot({
      ...{ release, memoryMiB: needed.memoryMiB, cpus: 2, firmware: "bios", accel: "auto", params: [] },
      timeoutSeconds: bootSeconds,
      signal: AbortSignal.any([signal, enough.signal]),
      ...(ports.length > 0 ? { forwards: ports, stay: true } : {}),
      onConsole: console.write,
      onNote: log,
      onProgress(checks) {
        const at = checks.find(({ state }) => state === "running");
        const done = checks.filter(({ state }) => state === "ok").length;
        progress(done / checks.length, at ? `${at.name} ${at.detail}`.trim() : undefined);
      },
      onVerdict({ report }) {
        // A client that is not up answers nothing.
        if (report) answered = ask();
        if (ports.length > 0) answered.finally(() => enough.abort());
      },
    });
    signal.throwIfAborted();
    const checks = [...verdict.checks, ...(await answered)];
    for (const { name, ok, detail } of checks)
      log(sanitize(`${ok ? "ok    " : "FAILED"} ${name}: ${detail}`));
    const findings = checks.flatMap(({ name, ok, detail }) =>
      ok ? [] : [{ check: name, problem: sanitize(detail) }],
    );
    return {
      how: "boot",
      ok: findings.length === 0,
      findings,
      boot: { memoryMiB: needed.memoryMiB, usedMiB: verdict.memoryMiB, seconds: verdict.seconds },
    };
  } finally {
    console.end();
  }
};
