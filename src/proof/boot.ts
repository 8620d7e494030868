import { memoryWords, neededMemory } from "../boot/memory.ts";
import { testBoot, type Verdict } from "../boot/run.ts";
import type { Check } from "../boot/verdict.ts";
import { clientNeeds } from "../catalog/roles.ts";
import type { StageContext } from "../pipeline/builder.ts";
import type { Proof } from "../release/proof.ts";
import type { Release } from "../release/release.ts";
import { ThinsmithError } from "../system/errors.ts";
import { lineSplitter } from "../system/process.ts";
import { sanitize } from "../system/text.ts";
import type { FirmwareCertificates } from "../trust/firmware/certificates.ts";
import { freePort, waitForAnswer } from "./answers.ts";
import type { ProofPage } from "./page.ts";

/** How long a proof waits, in seconds. */
interface Patience {
  /** For a client that is up. */
  readonly boot: number;
  /** Then, for its services and its page. */
  readonly answer: number;
}

const usualPatience: Patience = {
  // An emulated client that fetches 250 MB needs two minutes; on a busy machine much more.
  boot: 600,
  // A service may start after the target of the boot is reached.
  answer: 60,
};

/** A port that was free may be taken by another proof on this machine before QEMU listens on it. */
const tries = 3;
const isPortTaken = (error: unknown): boolean =>
  error instanceof ThinsmithError && /host forwarding rule/.test(error.message);

interface ProofBoot {
  readonly release: Release;
  /** The client starts by firmware that knows these certificates alone, with Secure Boot. */
  readonly certificates?: FirmwareCertificates | undefined;
  /** What the image shows in place of its own web page. */
  readonly page?: ProofPage | undefined;
  readonly patience?: Patience;
}

type Context = Pick<StageContext, "signal" | "log" | "progress">;

/** Boots it once, and asks for what its roles promise. */
const bootOnce = async (
  { release, certificates, page, patience = usualPatience }: ProofBoot,
  { signal, log, progress }: Context,
): Promise<{ readonly verdict: Verdict; readonly promised: readonly Check[] }> => {
  const { answers } = clientNeeds(release.manifest.settings.packages.roles);
  const ports = await Promise.all(answers.map(async (answer) => ({ ...answer, here: await freePort() })));
  const asks = ports.length > 0 || page !== undefined;
  const console = lineSplitter((line) => log(sanitize(line)));
  // The machine runs on after its verdict, until its services have answered.
  const enough = new AbortController();
  const gone = new AbortController();
  const waiting = AbortSignal.any([signal, gone.signal]);
  let promised: Promise<Check[]> = Promise.resolve([]);
  const answerOf = async ({ port, here, begins }: (typeof ports)[number]): Promise<Check> => {
    const { ok, said } = await waitForAnswer(here, begins, patience.answer, waiting);
    const detail = said === "" ? "no answer" : `says ${said}`;
    return { name: `port ${port}`, ok, detail: ok ? detail : `${detail}; expected ${begins}` };
  };
  try {
    const verdict = await testBoot({
      ...{ release, unpublished: true, memoryMiB: neededMemory(release.manifest).memoryMiB, cpus: 2 },
      ...{ firmware: certificates ? "uefi" : "bios", secureBoot: certificates, accel: "auto", params: [] },
      timeoutSeconds: patience.boot,
      signal: AbortSignal.any([signal, enough.signal]),
      ...(asks ? { forwards: ports, stay: true } : {}),
      onConsole: console.write,
      onNote: log,
      onProgress(checks) {
        const at = checks.find(({ state }) => state === "running");
        const done = checks.filter(({ state }) => state === "ok").length;
        progress(done / checks.length, at ? `${at.name} ${at.detail}`.trim() : undefined);
      },
      onVerdict({ report }) {
        // A client that is not up answers nothing.
        if (report)
          promised = Promise.all([
            ...ports.map(answerOf),
            ...(page ? [page.shown(patience.answer, waiting)] : []),
          ]);
        if (asks) promised.finally(() => enough.abort());
      },
    });
    // Whoever has not answered yet will not do so any more.
    gone.abort();
    signal.throwIfAborted();
    return { verdict, promised: await promised };
  } finally {
    gone.abort();
    console.end();
  }
};

/**
 * Boots an image that is not published, with the memory that the estimate promises for its clients, and looks whether it
 * does what its roles are for. QEMU has ended when this returns or throws.
 * @throws CancelledError if the signal aborts; ThinsmithError if QEMU cannot start, or is ended by somebody else
 */
export const proveByBooting = async (what: ProofBoot, context: Context): Promise<Proof> => {
  const { release, certificates, patience = usualPatience } = what;
  const { log } = context;
  const needed = neededMemory(release.manifest);
  log(`booting it in QEMU${certificates ? " by Secure Boot" : ""} with ${memoryWords(needed)}`);
  const attempt = async (left: number): ReturnType<typeof bootOnce> => {
    try {
      return await bootOnce(what, context);
    } catch (error) {
      if (left === 0 || !isPortTaken(error)) throw error;
      log("another program took a port that was free: starting again with another one");
      return attempt(left - 1);
    }
  };
  const { verdict, promised } = await attempt(tries - 1);
  const late: Check[] =
    verdict.report === null && verdict.seconds >= patience.boot
      ? [{ name: "time", ok: false, detail: `the client was not up after ${patience.boot} s` }]
      : [];
  const checks = [...verdict.checks, ...promised, ...late];
  for (const { name, ok, detail } of checks) log(sanitize(`${ok ? "ok    " : "FAILED"} ${name}: ${detail}`));
  const findings = checks.flatMap(({ name, ok, detail }) =>
    ok ? [] : [{ check: name, problem: sanitize(detail) }],
  );
  return {
    ...{ how: "boot", ok: findings.length === 0, findings },
    boot: {
      ...{ memoryMiB: needed.memoryMiB, usedMiB: verdict.memoryMiB, seconds: verdict.seconds },
      ...(certificates ? { secureBoot: true } : {}),
    },
  };
};
