import prettyBytes from "pretty-bytes";
import { sanitize } from "../system/text.ts";
import type { ClientReport } from "./report.ts";
import type { ScreenFacts } from "./screen.ts";
import { firmwareRefusal } from "./start/refusal.ts";

/** One check of a test boot. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** What the checks expect of the client. */
export interface Expectation {
  readonly zram: { readonly sizePct: number; readonly algorithm: string; readonly devices: number | "auto" };
  /** Whether the client verifies the root's checksum. */
  readonly rootVerified: boolean;
  /** User who is logged in automatically on the first terminal; undefined for none. */
  readonly autologin: string | undefined;
  /** Whether something has to be drawn on its screen. */
  readonly screen: boolean;
  /** Whether firmware started it that checks signatures. */
  readonly secureBoot?: boolean;
  /** Its console is none that is read here, so that its report alone tells of it. */
  readonly unseen?: boolean;
}

const zramCheck = (
  { swaps, processors, memory }: ClientReport,
  { zram }: Expectation,
  consoleText: string,
): Check => {
  const name = "zram";
  const devices = swaps.filter(({ device }) => device.startsWith("/dev/zram"));
  const total = devices.reduce((sum, { kib }) => sum + kib, 0);
  const pct = (100 * total) / memory.totalKiB;
  const algorithms = [...new Set(devices.map(({ algorithm }) => algorithm))].join(", ");
  const detail =
    devices.length === 0
      ? "none"
      : `${devices.length} devices, ${Math.round(pct)} % of memory, ${algorithms}`;
  if (zram.sizePct === 0) return { name, ok: devices.length === 0, detail };
  const wanted = zram.devices === "auto" ? processors : zram.devices;
  const unknown = consoleText.includes(`this kernel has no ${zram.algorithm}, `);
  const ok =
    devices.length === wanted &&
    // Each device loses a page to the swap header, and sizes are rounded down.
    Math.abs(pct - zram.sizePct) < 1 &&
    devices.every(({ priority, algorithm }) => priority === 5 && (unknown || algorithm === zram.algorithm));
  return {
    name,
    ok,
    detail: ok ? detail : `${detail}; expected ${wanted} devices, ${zram.sizePct} %, ${zram.algorithm}`,
  };
};

const loginCheck = ({ sessions }: ClientReport, user: string): Check => ({
  name: "login",
  ok: sessions.some((session) => session.user === user && session.terminal === "tty1"),
  detail: sessions.map(({ user: name, terminal }) => `${name} on ${terminal}`).join(", ") || "nobody",
});

const screenCheck = (facts: ScreenFacts | undefined): Check => {
  const name = "screen";
  if (!facts) return { name, ok: false, detail: "no picture of it" };
  const { kind, width, height, colours, share } = facts;
  const size = `${width}x${height}`;
  const detail = {
    blank: `${size}, blank: ${colours === 1 ? "one colour" : `one colour on ${Math.floor(1000 * share) / 10} %`}`,
    text: `${size}, a text console and no desktop`,
    drawn: `${size}, drawn in ${colours} colours`,
  }[kind];
  return { name, ok: kind === "drawn", detail };
};

/** What the kernel says of it: its own words, and those of a distribution that locks it down then (kernel_lockdown.7). */
const secureBootLine = /\bSecure boot enabled\b|locked down from EFI Secure Boot/;

/** The firmware's own variable, as the client reports it, counts for more than what the kernel says. */
const secureBootCheck = (report: ClientReport | undefined, consoleText: string): Check => {
  const said = report?.secureBoot ?? undefined;
  const ok = said ?? secureBootLine.test(consoleText);
  const by = said === undefined ? "kernel" : "firmware";
  return {
    ...{ name: "secure boot", ok },
    detail: ok || said !== undefined ? `${ok ? "on" : "off"}, says the ${by}` : "not seen",
  };
};

const reported = (report: ClientReport, expectation: Expectation, consoleText: string): Check[] => {
  const { root, stream, home, failedUnits, addresses, machineId, multiUser, uptime } = report;
  const streamed = stream ? `, ${prettyBytes(stream.bytes)} of it read from the server until it was up` : "";
  return [
    { name: "multi-user", ok: multiUser, detail: `after ${uptime} s` },
    {
      name: "root",
      ok: root.type === "overlay" && root.lower === "squashfs",
      detail: `${root.type} over ${root.lower}${streamed}`,
    },
    { name: "home", ok: home === "tmpfs", detail: home || "not mounted" },
    zramCheck(report, expectation, consoleText),
    { name: "failed units", ok: failedUnits.length === 0, detail: failedUnits.join(", ") || "none" },
    {
      name: "network",
      ok: addresses.length > 0,
      detail:
        addresses.map(({ interface: name, address }) => `${name} ${address}`).join(", ") || "no address",
    },
    ...(expectation.autologin === undefined ? [] : [loginCheck(report, expectation.autologin)]),
    { name: "machine id", ok: /^[0-9a-f]{32}$/.test(machineId), detail: machineId || "empty" },
  ];
};

/** The message of a client that gave up, on its console (guest: fail in messages.sh). */
interface Refusal {
  readonly code: string;
  readonly message: string;
  /** What to do. */
  readonly remedy?: string;
}

/** Why a client could not start, from its console; undefined where it has not given up. Pure. */
export const refusalOf = (consoleText: string): Refusal | undefined => {
  const said =
    /thinsmith: THIS CLIENT CANNOT START \(([A-Z0-9-]+)\)[\s\S]*?thinsmith: (.+?)\r*\n(?:thinsmith: What to do: (.+?)\r*\n)?/.exec(
      consoleText,
    );
  const [, code, message, remedy] = said ?? [];
  if (code === undefined || message === undefined) return undefined;
  return { code, message, ...(remedy === undefined ? {} : { remedy }) };
};

/** A start job that takes long, as systemd says it on the console each second: `A start job is running for NAME (1min / no limit)`. */
const waitsFor = /A start job is running for (.+?) \([^()\r\n]*\)/g;

/** Multi-user is reached, by the console: without status messages on it the login prompt stands for the target. */
export const looksUp = /Reached target (?:\x1b\[[0-9;]*m)*multi-user\.target|^\S+ login: ?/m;

/** Why the boot did not get further: the firmware's or the client's message, the kernel's panic, or what is waited for. Pure. */
export const endOf = (consoleText: string): string => {
  const refused = firmwareRefusal(consoleText);
  if (refused !== undefined) return refused;
  const refusal = refusalOf(consoleText);
  if (refusal) return `${refusal.code}: ${refusal.message}`;
  const panic = /Kernel panic - not syncing[^\r\n]*/.exec(consoleText)?.[0];
  if (panic) return panic;
  if (looksUp.test(consoleText)) return "reached, but no report came";
  const late = [...consoleText.matchAll(waitsFor)].at(-1)?.[1];
  return late ? `not reached, waiting for ${sanitize(late)}` : "not reached";
};

/** What a client says when its root is the right one, and what that means. */
const rootChecks: readonly (readonly [RegExp, string])[] = [
  [/thinsmith: the root is .* its sha256 is right/, "sha256 right"],
  [/thinsmith: the root is read from .* each block is checked/, "read as it is needed, each block checked"],
];

/**
 * The checks of a test boot. Without a report: those that the console answers, and "multi-user" as failed. `ok` is only
 * final once the client has reported or the machine has ended. Pure.
 * @param screen what its screen shows; looked at only where a screen is expected
 */
export const checksOf = (
  consoleText: string,
  report: ClientReport | undefined,
  expectation: Expectation,
  screen?: ScreenFacts,
): Check[] => {
  const refused = refusalOf(consoleText);
  const refusal = refused && `${refused.code}: ${refused.message}`;
  const fetched = rootChecks.find(([said]) => said.test(consoleText))?.[1];
  const kernel = /Linux version (\S+)/.exec(consoleText)?.[1];
  const refusedBefore = firmwareRefusal(consoleText);
  const unseen = expectation.unseen ? "no console of the image is ttyS0" : undefined;
  return [
    {
      name: "kernel",
      ok: kernel !== undefined || report !== undefined,
      detail: kernel ?? report?.kernel ?? refusedBefore ?? unseen ?? "nothing said",
    },
    ...(expectation.secureBoot ? [secureBootCheck(report, consoleText)] : []),
    {
      name: "root fetched",
      ok:
        fetched !== undefined ||
        ((!expectation.rootVerified || unseen !== undefined) && report !== undefined),
      detail: fetched ?? refusal ?? unseen ?? "not verified",
    },
    ...(fetched && refusal ? [{ name: "system assembled", ok: false, detail: refusal }] : []),
    ...(report
      ? reported(report, expectation, consoleText)
      : [
          {
            ...{ name: "multi-user", ok: false },
            detail: refusal || refusedBefore ? "not reached" : endOf(consoleText),
          },
        ]),
    ...(report && expectation.screen ? [screenCheck(screen)] : []),
  ];
};

/** Whether the kernel panicked before the boot script ran: a fault of the machine, not of the image. */
export const panickedEarly = (consoleText: string): boolean =>
  /Kernel panic - not syncing/.test(consoleText) && !consoleText.includes("thinsmith: ");

/** Whether the client, or its firmware, has given up, so that there is nothing to wait for. */
export const clientGaveUp = (consoleText: string): boolean =>
  firmwareRefusal(consoleText) !== undefined ||
  /THIS CLIENT CANNOT START[\s\S]*Starting again[^\n]*\n/.test(consoleText) ||
  // This line comes last, after the stack trace.
  /end Kernel panic - not syncing[^\n]*\n/.test(consoleText);
