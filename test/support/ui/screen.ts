import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Verdict } from "../../../src/boot/run.ts";
import { testBoot } from "../../../src/boot/run.ts";
import type { Release } from "../../../src/release/release.ts";
import { CancelledError } from "../../../src/system/errors.ts";
import { openQmp } from "../net/qmp.ts";
import { type Picture, readPpm } from "../releases/picture.ts";
import { waitFor } from "../wait.ts";

export interface ScreenOptions {
  /** Takes sockets and pictures. */
  readonly folder: string;
  readonly params?: readonly string[];
  readonly memoryMiB?: number;
  readonly firmware?: "bios" | "uefi";
  readonly network?: readonly string[];
  readonly devices?: readonly string[];
}

const minutes = 60;
/** Patient enough for an emulated machine on a busy one. */
export const patience = 12 * minutes;
export const [screenWidth, screenHeight] = [1024, 768];

/** A shell of root's on the client, which systemd-debug-generator(8) opens on the third serial port. */
const openShell = (path: string) => {
  let said = "";
  let count = 0;
  const socket = connect(path).on("error", () => {});
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
  });
  return {
    close: () => socket.destroy(),
    /** What a command says; it must end. */
    async run(command: string, seconds = patience): Promise<string> {
      count += 1;
      const mark = `DONE${count}-`;
      const pattern = new RegExp(`BEGIN${count}-\\r?\\n([\\s\\S]*?)${mark}`);
      // The marks are put together by the shell, so that the echo of the line is none of them.
      const line = `echo BEGIN${count}''-; ${command}; echo DONE${count}''-\n`;
      let tries = 0;
      await waitFor(() => {
        // A shell that has just started may have lost what was typed.
        if (tries % 1500 === 0) socket.write(line);
        tries += 1;
        return pattern.test(said);
      }, seconds);
      return (pattern.exec(said)?.[1] ?? "").replaceAll("\r", "");
    },
  };
};

/** What an administrator would look at first on a client whose screen is not what it should be. */
const lookRound =
  "systemctl --no-legend --failed; journalctl -b -n 12 --no-pager -o cat | cut -c1-120; ps -eo stat,time,args --sort=-time | head -n 8 | cut -c1-100; grep Mem /proc/meminfo";

const qcodes: Readonly<Record<string, string>> = {
  enter: "ret",
  escape: "esc",
  space: "spc",
  delete: "delete",
};

/**
 * Boots a client with a screen and lets a story happen in front of it; the machine is gone afterwards.
 * @returns the verdict of the boot
 */
export const inFrontOf = async (
  release: Release,
  options: ScreenOptions,
  story: (client: Client) => Promise<void>,
): Promise<Verdict> => {
  const stop = new AbortController();
  const sockets = join(options.folder, `screen-${process.pid}-${Date.now()}`);
  let console = "";
  let verdict: Verdict | undefined;
  const machine = testBoot({
    release,
    memoryMiB: options.memoryMiB ?? 1024,
    cpus: 2,
    firmware: options.firmware ?? "bios",
    accel: "tcg",
    params: ["systemd.debug_shell=ttyS2", ...(options.params ?? [])],
    timeoutSeconds: 15 * minutes,
    signal: stop.signal,
    stay: true,
    ownScreen: true,
    ...(options.network ? { network: options.network } : {}),
    devices: [
      ...["-device", `VGA,xres=${screenWidth},yres=${screenHeight},vgamem_mb=16`],
      ...["-device", "qemu-xhci,id=usb", "-device", "usb-tablet,bus=usb.0"],
      ...["-qmp", `unix:${sockets}.qmp,server=on,wait=off`],
      ...["-chardev", `socket,id=shell,path=${sockets}.shell,server=on,wait=off`],
      ...["-device", "isa-serial,chardev=shell,index=2"],
      ...(options.devices ?? []),
    ],
    onConsole: (chunk) => {
      console += chunk;
    },
    onVerdict: (given) => {
      verdict = given;
    },
  }).catch((error) => {
    if (!(error instanceof CancelledError)) throw error;
  });
  const failedEarly = machine.then(() => {
    // One that has given up has a verdict, too, and nobody can be in front of it.
    if (!verdict?.report) throw new Error(`the client did not boot:\n${console.slice(-4000)}`);
  });
  failedEarly.catch(() => {});
  const qmp = await openQmp(`${sockets}.qmp`);
  const shell = openShell(`${sockets}.shell`);
  const client = clientOf(qmp, shell, sockets, () => verdict);
  try {
    await Promise.race([story(client), failedEarly.then(() => new Promise<never>(() => {}))]);
  } catch (error) {
    const where = join(tmpdir(), `thinsmith-screen-${process.pid}-${Date.now()}.png`);
    await qmp.execute("screendump", { filename: where, format: "png" }).catch(() => {});
    const state = await shell.run(lookRound, minutes).catch(() => "its shell does not answer");
    const facts = `screen: ${where}\nclient: ${state.slice(0, 3000)}\nconsole: ${console.slice(-1000)}`;
    throw new Error(`${(error as Error).message}\n${facts}`, { cause: error });
  } finally {
    qmp.close();
    shell.close();
    stop.abort();
    await machine;
  }
  if (!verdict) throw new Error(`no verdict:\n${console.slice(-4000)}`);
  return verdict;
};

const clientOf = (
  qmp: Awaited<ReturnType<typeof openQmp>>,
  shell: ReturnType<typeof openShell>,
  path: string,
  verdict: () => Verdict | undefined,
) => {
  const picture = async (): Promise<Picture> => {
    await qmp.execute("screendump", { filename: `${path}.ppm` });
    return readPpm(await readFile(`${path}.ppm`));
  };
  const event = (events: readonly object[]) => qmp.execute("input-send-event", { events });
  return {
    picture,
    run: shell.run,
    qmp: qmp.execute,
    /** Waits until the client has said that it is up. */
    booted: () => waitFor(() => verdict() !== undefined, patience),
    /** Waits until the screen looks so. */
    shows: (looks: (picture: Picture) => boolean, seconds = patience) =>
      waitFor(async () => looks(await picture()), seconds),
    /**
     * Does something at a keyboard or mouse, as people do: again when nothing came of it after a while. An emulated
     * machine on a busy one may lose what comes before it listens.
     */
    until(cameOfIt: () => boolean | Promise<boolean>, act: () => Promise<unknown>): Promise<void> {
      let next = 0;
      return waitFor(async () => {
        if (await cameOfIt()) return true;
        if (Date.now() >= next) {
          next = Date.now() + 20_000;
          await act();
        }
        return false;
      }, patience);
    },
    /** Presses keys at the same time, such as "ctrl-alt-f2". */
    press: (keys: string) =>
      qmp.execute("send-key", {
        keys: keys.split("-").map((key) => ({ type: "qcode", data: qcodes[key] ?? key })),
      }),
    /** Clicks, in the screen's pixels. */
    async click(x: number, y: number) {
      const at = (axis: "x" | "y", value: number, size: number) => ({
        type: "abs",
        data: { axis, value: Math.round((value * 32767) / size) },
      });
      await event([at("x", x, screenWidth), at("y", y, screenHeight)]);
      for (const down of [true, false]) await event([{ type: "btn", data: { down, button: "left" } }]);
    },
    async savePng(file: string) {
      await qmp.execute("screendump", { filename: file, format: "png" });
    },
  };
};

export type Client = ReturnType<typeof clientOf>;
