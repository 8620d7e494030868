import { amd64 } from "../distributions/architecture.ts";

/** Kernel and initrd, which QEMU loads itself. */
interface DirectStart {
  readonly kernel: string;
  readonly initrd: string;
  readonly bootParameters: readonly string[];
  /** Path of OVMF for UEFI; left out, the machine has a BIOS. */
  readonly ovmf?: string;
}

/** UEFI firmware that checks what it starts, and starts what it is given over the network. */
export interface SecureStart {
  /** Paths of OVMF's code, and of its variables, which it writes to. */
  readonly code: string;
  readonly variables: string;
  /** Directory that QEMU gives out by TFTP on its user-mode network, and the file in it to start. */
  readonly tftp: string;
  readonly file: string;
  /** What the client reads below opt/org.thinsmith of QEMU's fw_cfg: its command line is fixed. */
  readonly hints: Readonly<Record<string, string>>;
}

/** What a machine starts. */
export type Start = DirectStart | SecureStart;

interface Hardware {
  readonly memoryMiB: number;
  readonly cpus: number;
  readonly accel: "kvm" | "tcg";
  /** TCP ports of this machine, on its loopback interface, that lead to ports of the client on the user-mode network. */
  readonly forwards?: readonly { readonly here: number; readonly port: number }[];
  /** QEMU's options for the network cards, in place of one with user-mode networking. */
  readonly network?: readonly string[];
  /** QEMU's options for more devices. */
  readonly devices?: readonly string[];
}

/** A client as QEMU emulates it. */
export type QemuMachine = Hardware & Start;

/** Where QEMU connects to. */
interface Sockets {
  /** Unix socket for the client's second serial port. */
  readonly reportSocket: string;
  /** Unix socket for commands (QMP). With it the machine has a graphics card. */
  readonly controlSocket?: string;
}

/** A comma separates the parts of a QEMU option; a doubled comma is a literal one. */
const quote = (path: string) => path.replaceAll(",", ",,");

/** One card on QEMU's user-mode network. OVMF has a driver of its own for it, so it needs no ROM. */
const userNetwork = (machine: QemuMachine): string[] => {
  const forwards = machine.forwards ?? [];
  const network = [
    "user,id=network",
    ...("tftp" in machine ? [`tftp=${quote(machine.tftp)}`, `bootfile=${quote(machine.file)}`] : []),
    ...forwards.map(({ here, port }) => `hostfwd=tcp:127.0.0.1:${here}-:${port}`),
  ];
  const card = `virtio-net-pci,netdev=network,romfile=${"tftp" in machine ? ",bootindex=0" : ""}`;
  return ["-netdev", network.join(","), "-device", card];
};

const startOptions = (machine: Start): string[] => {
  if ("kernel" in machine) {
    const { kernel, initrd, bootParameters, ovmf } = machine;
    return [
      ...(ovmf ? ["-bios", ovmf] : []),
      ...["-no-reboot", "-kernel", kernel, "-initrd", initrd, "-append", bootParameters.join(" ")],
    ];
  }
  // Without -no-reboot: with new variables OVMF starts the machine again by itself, before it boots.
  const { code, variables, hints } = machine;
  return [
    ...["-machine", "q35,smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on"],
    ...["-drive", `if=pflash,format=raw,unit=0,readonly=on,file=${quote(code)}`],
    ...["-drive", `if=pflash,format=raw,unit=1,file=${quote(variables)}`],
    ...Object.entries(hints).flatMap(([name, value]) => [
      "-fw_cfg",
      `name=opt/org.thinsmith/${name},string=${quote(value)}`,
    ]),
  ];
};

/** The card that every desktop of ours has a driver for; a picture is small enough to be taken once a second. */
const graphics = ["-device", "VGA,xres=1024,yres=768,vgamem_mb=16"];

/**
 * The command that runs a client without disks: the first serial port is standard input and output. By default the network is
 * QEMU's user-mode network, in which the host is 10.0.2.2.
 */
export const qemuCommand = (machine: QemuMachine & Sockets, architecture = amd64): string[] => {
  const { accel, memoryMiB, cpus, reportSocket, controlSocket } = machine;
  const options = [
    accel === "kvm" ? ["-accel", "kvm", "-cpu", "host"] : ["-accel", "tcg,thread=multi", "-cpu", "max"],
    ["-m", String(memoryMiB), "-smp", String(cpus)],
    ["-nodefaults", "-no-user-config", "-display", "none"],
    startOptions(machine),
    machine.network ?? userNetwork(machine),
    ["-device", "virtio-rng-pci"],
    machine.devices ?? [],
    controlSocket === undefined
      ? []
      : [
          ...graphics,
          ...["-chardev", `socket,id=control,path=${quote(controlSocket)}`],
          ...["-mon", "chardev=control,mode=control"],
        ],
    ["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"],
    ["-chardev", `socket,id=report,path=${quote(reportSocket)}`, "-serial", "chardev:report"],
  ];
  return [`qemu-system-${architecture.qemu}`, ...options.flat()];
};
