import { connect } from "node:net";
import { testBoot, type Verdict } from "../../../src/boot/run.ts";
import { currentRelease, type Release } from "../../../src/release/release.ts";
import { CancelledError } from "../../../src/system/errors.ts";
import type { Workplace } from "../cli.ts";
import { waitFor } from "../wait.ts";

export interface ClientOptions {
  readonly params?: readonly string[];
  readonly memoryMiB?: number;
  readonly firmware?: "bios" | "uefi";
  readonly network?: readonly string[];
  readonly devices?: readonly string[];
  /** Called with all that the console has said, whenever it says more. */
  readonly onConsole?: (text: string) => void;
}

const minutes = 60;

export const releaseOf = async ({ folder }: Workplace, name: string): Promise<Release> => {
  const release = await currentRelease(`${folder}/build/${name}`);
  if (!release) throw new Error(`no release of ${name}`);
  return release;
};

const optionsOf = (release: Release, options: ClientOptions, signal: AbortSignal) => {
  let text = "";
  return {
    release,
    memoryMiB: options.memoryMiB ?? 1024,
    cpus: 2,
    firmware: options.firmware ?? ("bios" as const),
    accel: "tcg" as const,
    params: options.params ?? [],
    timeoutSeconds: 7 * minutes,
    signal,
    ...(options.network ? { network: options.network } : {}),
    ...(options.devices ? { devices: options.devices } : {}),
    onConsole: (chunk: string) => {
      text += chunk;
      options.onConsole?.(text.replaceAll("\r", ""));
    },
  };
};

/** Boots a client until it has reported or given up; `failing` are the verdict's checks that are not ok. */
export const bootClient = async (release: Release, options: ClientOptions = {}) => {
  const verdict: Verdict = await testBoot(optionsOf(release, options, new AbortController().signal));
  const console = verdict.console.replaceAll("\r", "");
  return {
    verdict,
    console,
    report: verdict.report,
    failing: verdict.checks.filter(({ ok }) => !ok),
    told: console.slice(-4000),
  };
};

/** Boots a client until its console says something, or it gives up; what it said. */
export const bootUntil = async (
  release: Release,
  pattern: RegExp,
  options: ClientOptions = {},
): Promise<string> => {
  const stop = new AbortController();
  let said = "";
  try {
    const { console } = await testBoot(
      optionsOf(
        release,
        {
          ...options,
          onConsole: (text) => {
            said = text;
            options.onConsole?.(text);
            if (pattern.test(text)) stop.abort();
          },
        },
        stop.signal,
      ),
    );
    return console.replaceAll("\r", "");
  } catch (error) {
    if (error instanceof CancelledError) return said;
    throw error;
  }
};

/** A network card with user-mode networking of its own, in which the host is `10.0.N.2`. */
export const card = (number: number, options = "", mac = `52:54:00:00:00:0${number}`): string[] => [
  "-netdev",
  `user,id=n${number},net=10.0.${number}.0/24${options}`,
  "-device",
  `virtio-net-pci,netdev=n${number},mac=${mac},romfile=`,
];

/** Pulls the cable of a machine's card, through QEMU's monitor, as soon as the machine runs. */
export const unplug = (monitor: string, netdev: string) =>
  waitFor(
    () =>
      new Promise<boolean>((done) => {
        const socket = connect(monitor, () => socket.end(`set_link ${netdev} off\n`));
        socket.on("error", () => done(false)).on("close", (failed) => done(!failed));
        socket.resume();
      }),
  );
