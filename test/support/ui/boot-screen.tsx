import { Boot } from "../../../components/boot/Boot.tsx";
import { BootSession } from "../../../components/boot/boot-session.ts";
import type { Command } from "../../../components/keys/keys.ts";
import type { BootBefore } from "../../../src/boot/before.ts";
import type { Picture } from "../../../src/boot/picture/picture.ts";
import type { Progress } from "../../../src/boot/progress.ts";
import type { BootOptions, Verdict } from "../../../src/boot/run.ts";
import { type BootTimes, noTimes } from "../../../src/boot/times.ts";
import type { Release } from "../../../src/release/release.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { CancelledError } from "../../../src/system/errors.ts";
import { draw } from "./draw.tsx";

/** Checks that every boot has. */
export const names = [
  "kernel",
  "network",
  "root fetched",
  "system assembled",
  "multi-user",
  "root",
  "home",
  "zram",
];
export const rest = ["failed units", "login", "machine id"];
/** As far as a boot is that has reached so many checks. */
export const checksAt = (reached: number, at: Progress["state"] = "running"): Progress[] =>
  [...names, ...rest].map((name, index) => ({
    name,
    state: index < reached ? "ok" : index === reached ? at : "waiting",
    detail: index === reached ? "61 % of 170 MB" : "",
  }));
/** A verdict on a client that came up, and on one that said why it did not. */
export const good: Verdict = {
  ...{ ok: true, checks: [], times: noTimes, seconds: 38.2, memoryMiB: 331, failure: null, console: "" },
  report: {} as NonNullable<Verdict["report"]>,
};
export const refused: Verdict = {
  ...{ ok: false, checks: [], times: noTimes, seconds: 12, memoryMiB: null, failure: null, report: null },
  console:
    "thinsmith: THIS CLIENT CANNOT START (FETCH-STATUS)\r\nthinsmith: The server has no such file.\r\nthinsmith: What to do: Copy the release there.\r\n",
};

/** The boot screen in a terminal of a size, with machines that do what the test tells them. */
export const openBootScreen = (
  columns = 80,
  rows = 24,
  name = "console",
  roles: readonly string[] = ["console"],
) => {
  const boots: BootOptions[] = [];
  const typed: string[] = [];
  const commands: Command[] = [];
  const machines = { running: 0, most: 0 };
  /** Ends the machine by itself, with a verdict or an error. */
  let end: (result: Verdict | Error) => void = () => {};
  const run = async (options: BootOptions): Promise<Verdict> => {
    boots.push(options);
    machines.running += 1;
    machines.most = Math.max(machines.most, machines.running);
    options.onMachine?.({ accel: "tcg", write: (text) => typed.push(text) });
    const result = await new Promise<Verdict | Error>((done) => {
      end = done;
      options.signal.addEventListener("abort", () => done(new CancelledError()));
    });
    machines.running -= 1;
    if (result instanceof Error) throw result;
    return result;
  };
  const files = [{ name: "rootfs.squashfs", size: 170_000_000, sha256: "" }];
  const id = "20261122T211403Z-aaaaaaaa";
  const settings = parseSettings({ version: 1, name: "lab", packages: { roles } });
  const release = { directory: "/r", manifest: { name, id, files, settings } } as unknown as Release;
  const session = new BootSession(release, run, new AbortController().signal, { memory: 1024 });
  const screen = draw(
    <Boot session={session} onCommand={(command) => commands.push(command)} />,
    columns,
    rows,
  );
  return {
    ...screen,
    ...{ boots, typed, commands, machines, session },
    end: (result: Verdict | Error) => end(result),
    says: (text: string) => boots.at(-1)?.onConsole?.(text),
    reaches: (checks: readonly Progress[]) => boots.at(-1)?.onProgress?.(checks),
    takes: (times: BootTimes) => boots.at(-1)?.onTimes?.(times),
    compares: (before: BootBefore) => boots.at(-1)?.onBefore?.(before),
    pictures: (picture: Picture) => boots.at(-1)?.onPicture?.(picture),
    judges: (verdict: Verdict) => boots.at(-1)?.onVerdict?.(verdict),
  };
};
