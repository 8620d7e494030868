import { type Manifest, ukiFile } from "../../src/release/release.ts";
import type { NetworkInterface } from "../../src/serve/network/interface.ts";
import { networkOf } from "../../src/serve/network/ipv4.ts";
import { type Line, run } from "../charts/line.ts";
import { count, megabytes } from "../ui/format.ts";
import type { Section } from "../ui/frame/panes.ts";
import { markedRow, type Said, sentences } from "../ui/frame/sections.ts";
import { signs } from "../ui/signs.ts";
import { rangeOn, type ServeChoice } from "./serve-setup.ts";

/** Why clients cannot be behind an interface, or may not be. */
const problemOf = ({ up, link, subnet }: NetworkInterface): string => {
  if (!up) return "down";
  if (!subnet) return "no address";
  return link ? "" : "no link";
};

/** The networks of this machine, each with its address or with what is wrong with it, the chosen one marked. */
export const networksSection = (interfaces: readonly NetworkInterface[], chosen: string): Section => {
  const shown = interfaces.filter(({ loopback }) => !loopback);
  return {
    title: "Networks",
    draw: () =>
      shown.flatMap((one): Line[] => {
        const { name, subnet } = one;
        const here = name === chosen;
        const problem = problemOf(one);
        return [
          markedRow(name, here),
          ...(subnet ? [[run(`  ${subnet.address}/${subnet.prefix}`, { dim: true })]] : []),
          ...(problem ? [[run(`  ${signs.warning} ${problem}`, { colour: "warning" as const })]] : []),
        ];
      }),
    words: () =>
      `Networks: ${shown.map((one) => [one.name, problemOf(one), one.name === chosen ? "chosen" : ""].filter(Boolean).join(" ")).join(", ")}.`,
  };
};

const addressSaid = (choice: ServeChoice, interfaces: readonly NetworkInterface[]): string => {
  const range = rangeOn(choice, interfaces);
  if (choice.dhcp !== "full") return "It gets its address from the DHCP server that is there.";
  return `It gets its address from thinsmith${range ? `: ${range.from} to ${range.to}` : ""}.`;
};

const loaderSaid = ({ dhcp }: ServeChoice, { bios, uefi }: Manifest["settings"]["serve"]): string => {
  if (dhcp === "off") return "That server names this machine and the loader: you have set it up so.";
  const loaders = bios === uefi ? bios : `${bios} for a BIOS, ${uefi === "uki" ? ukiFile : uefi} for UEFI`;
  return `thinsmith ${dhcp === "proxy" ? "adds" : "names"} the loader: ${loaders}. ${
    dhcp === "proxy" ? "Machines that start from their disk are not answered." : ""
  }`.trim();
};

/** How a client of the chosen network will start, step by step, with what it loads in each. */
export const startSection = (
  { kernel, files, settings }: Manifest,
  choice: ServeChoice,
  interfaces: readonly NetworkInterface[],
): Section => {
  const subnet = interfaces.find(({ name }) => name === choice.interface)?.subnet;
  const server = `${subnet?.address ?? "this machine"}${choice.httpPort === "80" ? "" : `:${choice.httpPort}`}`;
  const bytesOf = (name: string) => files.find((file) => file.name === name)?.size ?? 0;
  const [initrd, root] = [bytesOf("initrd.img"), bytesOf("rootfs.squashfs")];
  const loaded = bytesOf("vmlinuz") + initrd + root;
  const own = settings.serve.clients.length;
  const canaries = settings.serve.canary.length;
  const steps = [
    addressSaid(choice, interfaces),
    loaderSaid(choice, settings.serve),
    `It loads kernel ${kernel} and the initrd, ${megabytes(bytesOf("vmlinuz") + initrd)}, from ${server}.`,
    `The initrd loads the root, ${megabytes(root)}, into memory.`,
  ];
  return sentences(`A client on ${subnet ? `${networkOf(subnet)}/${subnet.prefix}` : "that network"}`, [
    ...steps.map((step, index): Said => [`${index + 1}. ${step}`]),
    [`${megabytes(loaded)} for each client`],
    ...(canaries > 0
      ? [[`${count(canaries, "client")} named in serve.canary may get a release on trial`] as const]
      : []),
    ...(own > 0 ? [[`${count(own, "client")} with something of their own (serve.clients)`] as const] : []),
  ]);
};
