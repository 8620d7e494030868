import { type Need, need } from "../../system/needs.ts";

/** systemd-stub(7): the program in front of kernel and initrd, which firmware starts. The path is the same on all systems. */
export const stubFile = "/usr/lib/systemd/boot/efi/linuxx64.efi.stub";

const stubPackages = {
  debian: "systemd-boot-efi",
  fedora: "systemd-boot-unsigned",
  arch: "systemd",
  suse: "systemd-boot",
};
const signPackages = {
  debian: "sbsigntool",
  fedora: "sbsigntools",
  arch: "sbsigntools",
  suse: "sbsigntools",
};

export const stubNeed: Need = need(
  "systemd-stub",
  "is the beginning of thinsmith.efi (boot.uki)",
  stubFile,
  stubPackages,
);

export const signNeed: Need = need("sbsign", "signs thinsmith.efi for firmware", "sbsign", signPackages);
