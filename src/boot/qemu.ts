import { amd64 } from "../distributions/architecture.ts";

/** A client as QEMU emulates it. */
export interface QemuMachine {
  readonly memoryMiB: number;
  readonly cpus: number;
  readonly accel: "kvm" | "tcg";
  readonly kernel: string;
  readonly initrd: string;
  readonly bootParameters: readonly string[];
  /** Unix socket to which the client's second serial port is connected. */
  readonly reportSocket: string;
  /** Unix socket to which QEMU connects for commands (QMP). With it the machine has a graphics card. */
  readonly controlSocket?: string;
  /** Path of OVMF for UEFI; left out, the machine has a BIOS. */
  readonly ovmf?: string;
  /** QEMU's options for the network cards, in place of one with user-mode networking. */
  readonly network?: readonly string[];
  /** QEMU's options for more devices. */
  readonly devices?: readonly string[];
}

const userNetwork = ["-netdev", "user,id=network", "-device", "virtio-net-pci,netdev=network,romfile="];

/** The card that every desktop of ours has a driver for; a picture is small enough to be taken once a second. */
const graphics = ["-device", "VGA,xres=1024,yres=768,vgamem_mb=16"];

/** A comma separates the parts of a QEMU option; a doubled comma is a literal one. */
const quote = (path: string) => path.replaceAll(",", ",,");

/**
 * The command that runs a client without disks: kernel and initrd are given directly, the first serial port is standard
 * input and output. By default the network is QEMU's user-mode network, in which the host is 10.0.2.2.
 */
export const qemuCommand = (machine: QemuMachine, architecture = amd64): string[] => {
  const { accel, memoryMiB, cpus, ovmf, kernel, initrd, bootParameters, reportSocket } = machine;
  const options = [
    accel === "kvm" ? ["-accel", "kvm", "-cpu", "host"] : ["-accel", "tcg,thread=multi", "-cpu", "max"],
    ["-m", String(memoryMiB), "-smp", String(cpus)],
    ovmf ? ["-bios", ovmf] : [],
    ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
    ["-kernel", kernel, "-initrd", initrd, "-append", bootParameters.join(" ")],
    machine.network ?? userNetwork,
    ["-device", "virtio-rng-pci"],
    machine.devices ?? [],
    machine.controlSocket === undefined
      ? []
      : [
          ...graphics,
          ...["-chardev", `socket,id=control,path=${quote(machine.controlSocket)}`],
          ...["-mon", "chardev=control,mode=control"],
        ],
    ["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"],
    ["-chardev", `socket,id=report,path=${quote(reportSocket)}`, "-serial", "chardev:report"],
  ];
  return [`qemu-system-${architecture.qemu}`, ...options.flat()];
};
