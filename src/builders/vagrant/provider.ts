import { connect } from "node:net";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { hasProgram } from "../../system/programs.ts";
import { type Provider, providers } from "./boxes/known-boxes.ts";
import { madeMachines } from "./machine-state.ts";
import { byHand } from "./place.ts";
import { hasLibvirtPlugin } from "./plugins.ts";

/** Why a provider cannot be used here, and what to do. */
export interface Hindrance {
  readonly message: string;
  readonly remedy: string;
}

/** Sockets of libvirt's monolithic daemon, and of its daemon for QEMU. */
const libvirtSockets = ["/run/libvirt/libvirt-sock", "/run/libvirt/virtqemud-sock"];

/** Undefined if a program listens, else the error's code. */
const listens = (path: string): Promise<string | undefined> =>
  new Promise((done) => {
    const socket = connect(path, () => {
      socket.destroy();
      done(undefined);
    });
    socket.on("error", (error: NodeJS.ErrnoException) => done(error.code ?? "unknown"));
  });

const libvirtHindrance = async (): Promise<Hindrance | undefined> => {
  if (!(await hasLibvirtPlugin()))
    return {
      message: "Vagrant has no plugin for libvirt here.",
      remedy:
        "On Debian and Ubuntu: apt-get install vagrant-libvirt. Elsewhere: vagrant plugin install vagrant-libvirt",
    };
  const codes = await Promise.all(libvirtSockets.map(listens));
  if (codes.includes(undefined)) return undefined;
  if (codes.includes("EACCES"))
    return {
      message: "This user may not use libvirt.",
      remedy: "Run: sudo adduser $USER libvirt, and log in anew.",
    };
  return {
    message: "libvirt does not run here.",
    remedy:
      "Start it: systemctl start libvirtd. If it is not installed: apt-get install libvirt-daemon-system qemu-system-x86",
  };
};

const virtualBoxHindrance = async (): Promise<Hindrance | undefined> => {
  const programs = process.platform === "win32" ? ["VBoxManage.exe"] : ["VBoxManage", "vboxmanage"];
  if (process.env.VBOX_MSI_INSTALL_PATH) return undefined;
  for (const program of programs) if (await hasProgram(program)) return undefined;
  return {
    message: "VirtualBox is not installed here.",
    remedy: "Install it from virtualbox.org, or choose libvirt with base.provider.",
  };
};

/** Why a provider cannot be used on this machine. Undefined if it can. */
export const hindranceOf = (provider: Provider): Promise<Hindrance | undefined> =>
  provider === "libvirt" ? libvirtHindrance() : virtualBoxHindrance();

/** The provider of the machines of this working directory, if there are any. */
const usedProvider = async (): Promise<Provider | undefined> => {
  for (const provider of providers) if ((await madeMachines(provider)).length > 0) return provider;
  return undefined;
};

/**
 * The provider for the machines: that of the settings, else that of the existing machines, else the first one that works.
 * @throws ThinsmithError if none works
 */
export const chooseProvider = async ({ base }: Settings): Promise<Provider> => {
  const used = await usedProvider();
  if (used && base.provider !== "auto" && base.provider !== used)
    throw new ThinsmithError(
      `The machines here run with ${used}, but base.provider is ${base.provider}. A machine cannot move.`,
      {
        remedy: `Take --set base.provider=${used}, or remove the machines first: ${byHand("destroy", "--force")}`,
      },
    );
  const candidates = used ? [used] : base.provider === "auto" ? providers : [base.provider];
  const found: Hindrance[] = [];
  for (const provider of candidates) {
    const hindrance = await hindranceOf(provider);
    if (!hindrance) return provider;
    found.push(hindrance);
  }
  throw new ThinsmithError(found.map(({ message }) => message).join(" "), {
    remedy: found.map(({ remedy }) => remedy).join(" Or: "),
  });
};
