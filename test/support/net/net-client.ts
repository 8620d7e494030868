import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOvmf, findSecureOvmf } from "../../../src/boot/firmware.ts";
import type { FirmwareCertificates } from "../../../src/trust/firmware/certificates.ts";
import { withKeys } from "../../../src/trust/firmware/variables.ts";
import type { Lab } from "./lab.ts";

export type Firmware = "bios" | "uefi" | "uefi-http" | "uefi-secure";

export interface NetClientOptions {
  readonly lab: { readonly clients: Pick<Lab["clients"], "enter"> };
  /** Number of the cable that it is plugged into, from 1; the last part of its MAC address, too. */
  readonly cable: number;
  readonly firmware: Firmware;
  /** With UEFI: it has Secure Boot, and knows these certificates alone. */
  readonly keys?: FirmwareCertificates;
  readonly memoryMiB?: number;
  /** Waits until the console says this. */
  readonly until: RegExp;
  /** And until this is true. */
  readonly also?: () => boolean;
  /** Gets all that the console has said, whenever it says more, and what types to it. */
  readonly onConsole?: (text: string, type: (keys: string) => void) => void;
}

export const macOf = (cable: number) => `52:54:00:00:77:0${cable}`;

const minutes = 60_000;

const withoutPxe = ["IPv4PXESupport", "IPv6PXESupport"].flatMap((name) => [
  ...["-fw_cfg", `name=opt/org.tianocore/${name},string=n`],
]);

/** Firmware with Secure Boot, whose variables are in a file of the machine's own. */
const secure = (code: string, variables: string): string[] => [
  ...["-machine", "q35,smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on"],
  ...["-drive", `if=pflash,format=raw,unit=0,readonly=on,file=${code}`],
  ...["-drive", `if=pflash,format=raw,unit=1,file=${variables}`],
];

/** QEMU's options for a firmware. `scratch` takes what the firmware writes. */
const firmwareOptions = async (
  firmware: Firmware,
  scratch: string,
  keys: FirmwareCertificates | undefined,
): Promise<string[]> => {
  const own = join(scratch, "variables");
  if (keys) {
    const { code, variables } = await findSecureOvmf();
    writeFileSync(own, withKeys(readFileSync(variables), keys, new Date()));
    return [...secure(code, own), ...(firmware === "uefi-http" ? withoutPxe : [])];
  }
  switch (firmware) {
    case "bios":
      // Its console on the serial port.
      return ["-machine", "graphics=off"];
    case "uefi":
      return ["-bios", await findOvmf()];
    case "uefi-http":
      return ["-bios", await findOvmf(), ...withoutPxe];
    case "uefi-secure":
      copyFileSync("/usr/share/OVMF/OVMF_VARS_4M.ms.fd", own);
      return secure("/usr/share/OVMF/OVMF_CODE_4M.ms.fd", own);
  }
};

/**
 * A machine without a disk that starts from the network by its firmware alone. Ended when its console says what is
 * waited for; what it said.
 */
export const bootFromNetwork = async (options: NetClientOptions): Promise<string> => {
  const { lab, cable, firmware, until } = options;
  const scratch = mkdtempSync(join(tmpdir(), "thinsmith-net-"));
  // With a BIOS the card's own iPXE starts it, with UEFI the firmware's driver and PXE.
  const rom = firmware === "bios" ? "" : ",romfile=";
  const [file, ...before] = lab.clients.enter as [string, ...string[]];
  const machine = spawn(
    "setpriv",
    [
      ...["--pdeathsig", "KILL", "--", file, ...before],
      ...["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2"],
      ...["-m", String(options.memoryMiB ?? 1024), "-nodefaults", "-no-user-config", "-display", "none"],
      ...["-no-reboot", "-device", "virtio-rng-pci", "-serial", "stdio"],
      ...["-netdev", `tap,id=n,ifname=tap${cable},script=no,downscript=no`],
      ...["-device", `virtio-net-pci,netdev=n,mac=${macOf(cable)},bootindex=1${rom}`],
      ...(await firmwareOptions(firmware, scratch, options.keys)),
    ],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  let text = "";
  try {
    await new Promise<void>((done, failed) => {
      const look = () => {
        if (until.test(text) && (options.also?.() ?? true)) done();
      };
      // What else is waited for is not told by the console.
      const looking = setInterval(look, 200);
      const timer = setTimeout(() => failed(new Error(`not in time:\n${text.slice(-3000)}`)), 5 * minutes);
      machine.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk.replaceAll("\r", "");
        options.onConsole?.(text, (keys) => machine.stdin.write(keys));
        look();
      });
      machine.on("exit", () => failed(new Error(`it ended:\n${text.slice(-3000)}`)));
      machine.on("error", failed);
      machine.on("exit", () => {
        clearTimeout(timer);
        clearInterval(looking);
      });
    });
    return text;
  } finally {
    const gone = new Promise((exited) => machine.once("close", exited));
    machine.kill("SIGKILL");
    if (machine.exitCode === null) await gone;
    rmSync(scratch, { recursive: true });
  }
};
