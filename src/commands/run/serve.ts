import type { Purpose } from "../../doctor/doctor.ts";
import { findRelease } from "../../release/release.ts";
import { describer } from "../../serve/events/describe.ts";
import type { ServeEvent } from "../../serve/events/events.ts";
import type { ServeView } from "../../serve/events/fold.ts";
import { requireInterface } from "../../serve/network/interface.ts";
import { serve } from "../../serve/run.ts";
import { assign } from "../../settings/assign.ts";
import { knownSettings } from "../../settings/known.ts";
import { parseSettings } from "../../settings/parse.ts";
import { loadSettings } from "../../settings/presets.ts";
import type { Settings } from "../../settings/schema.ts";
import { CancelledError, UsageError } from "../../system/errors.ts";
import { shortPath } from "../../system/paths.ts";
import { onInterrupt } from "../../system/signals/interrupts.ts";
import { sanitize } from "../../system/text.ts";
import type { OptionsOf } from "../options.ts";
import type { serve as declaration } from "../serve.ts";
import { installMissing } from "./install-missing.ts";
import { type ProgressKind, print, progressKind } from "./print.ts";

/** Draws a boot server in the terminal until it ends; given by main, which alone knows the terminal UI. */
export type DrawServe = (
  events: (signal: AbortSignal) => AsyncIterable<ServeEvent>,
  signal: AbortSignal,
) => Promise<ServeView>;

/** What `--preset` and `--set` make of a release's table. */
export const adjustment = async (options: {
  readonly preset?: string;
  readonly set: readonly string[];
}): Promise<(serve: Settings["serve"]) => Settings["serve"]> => {
  const other = options.set.find((word) => !word.startsWith("serve."));
  if (other !== undefined) {
    throw new UsageError(
      `--set ${other} changes the image, which is built already.`,
      "Here only the settings whose names begin with serve. can be set, such as serve.menu=10",
    );
  }
  const preset = options.preset === undefined ? undefined : (await loadSettings(options.preset)).serve;
  const adjust = (serve: Settings["serve"]) => {
    // A release of another version may have recorded more than is known here.
    const settings = knownSettings({ serve: preset ?? serve });
    return options.set.length === 0
      ? settings.serve
      : parseSettings(assign(settings, options.set), "the settings after --set").serve;
  };
  // What is wrong with them is to be said before anything starts.
  adjust(parseSettings({ version: 1 }).serve);
  return adjust;
};

/** Loaders of UEFI that have to be on this machine: shim loads GRUB, and thinsmith.efi is part of the release. */
const uefiPurposes: Record<Settings["serve"]["uefi"], readonly Purpose[]> = {
  ipxe: ["ipxe"],
  grub: ["grub"],
  shim: ["grub", "shim"],
  uki: [],
};

/** What the chosen loaders need. */
export const loaderPurposes = ({ bios, uefi }: Settings["serve"]): Purpose[] => [
  ...new Set<Purpose>([bios, ...uefiPurposes[uefi]]),
];

const printEvents = async (events: AsyncIterable<ServeEvent>, kind: ProgressKind) => {
  const describe = describer();
  for await (const event of events) {
    const line = describe(event);
    if (kind === "json") print(JSON.stringify(event));
    if (kind === "plain" && line !== undefined) print(sanitize(line));
  }
};

/** `thinsmith serve`: gives an image to clients until it is told to end. Returns the exit status. */
export const serveCommand = async (
  release: string | undefined,
  options: OptionsOf<typeof declaration>,
  draw: DrawServe,
): Promise<number> => {
  const kind = progressKind(options.progress);
  const adjust = await adjustment(options);
  // Both are said before anything is installed.
  await requireInterface(options.interface);
  const { manifest } = await findRelease(release, options.output);
  if (options.dhcp !== "off") {
    const purposes = loaderPurposes(adjust(manifest.settings.serve));
    await installMissing(["serve", ...purposes], options.yes === true);
  }
  const signal = onInterrupt();
  const { output, dhcp, range, router, httpPort, http, key } = options;
  const start = (cancel: AbortSignal) =>
    serve({
      ...{ release, output, interface: options.interface, dhcp, range, router, httpPort, http, key, adjust },
      nameServers: options.dns.length > 0 ? options.dns : undefined,
      signal: AbortSignal.any([signal, cancel]),
    });
  try {
    if (kind === "tty") {
      const { started, ended } = await draw(start, signal);
      const line = ended && describer()(ended);
      if (started && line !== undefined)
        print(
          sanitize(
            `serving ${started.image} on ${started.interface} ${line}; its log: ${shortPath(started.log)}`,
          ),
        );
    } else await printEvents(start(new AbortController().signal), kind);
  } catch (error) {
    if (error instanceof CancelledError && signal.aborted) return error.exitCode;
    throw error;
  }
  return 0;
};
