import type { KnownFailure } from "../../pipeline/failures/known-failure.ts";
import type { Settings } from "../../settings/schema.ts";
import { invocation } from "../../system/invocation.ts";
import { byHand } from "./place.ts";

const makeBox = (suite: string) => `${invocation()} box make --suite ${suite}`;

/**
 * Failures of builds with virtual machines. The messages are those of Vagrant, vagrant-libvirt, libvirt, VirtualBox and
 * OpenSSH.
 */
export const knownVagrantFailures = ({ base }: Settings): readonly KnownFailure[] => [
  {
    pattern: /The box '([^']+)' could not be found/,
    says: ([, box]) =>
      `Vagrant knows no box ${box}${base.boxVersion ? ` in version ${base.boxVersion}` : ""}, here or in Vagrant Cloud.`,
    remedy: `Correct base.box, look whether this machine reaches the internet, or make a box here: ${makeBox(base.suite)}`,
    setting: base.boxVersion ? "base.boxVersion" : "base.box",
  },
  {
    pattern:
      /^The box failed to unpackage properly|Unrecognized archive format|"metadata\.json" file for the box|has a name different from the name you requested/,
    says: () => "The box file is damaged, or is no box.",
    remedy: `Correct base.box, or make a box here: ${makeBox(base.suite)}`,
    setting: "base.box",
  },
  {
    pattern:
      /doesn't support the provider|isn't installed for the provider|doesn't match the provider you specified/,
    says: ({ input }) => `The box is for another provider. ${input}`,
    remedy: `Choose another box with base.box or another provider with base.provider: ${invocation()} box list`,
    setting: "base.box",
  },
  {
    pattern:
      /VT-x is (?:not available|disabled)|AMD-V is (?:not available|disabled)|VERR_(?:VMX|SVM)_|\/dev\/kvm|domaintype=kvm|type=kvm|failed to set MSR|kvm_buf_set_msrs/i,
    says: () => "The processor's virtualisation cannot be used on this machine.",
    remedy:
      "Switch it on in the firmware's set-up (VT-x, AMD-V), or let libvirt emulate, slowly: --set machines.driver=qemu",
    setting: "machines.driver",
  },
  {
    pattern:
      /[Nn]etwork is already in use by interface (\S+)|Network \S+ is not available|address range.*(?:overlaps|in use)/,
    says: ([line, name]) =>
      name
        ? `The network of the machines is in use here by ${name}.`
        : `The machines' network cannot be made: ${line}.`,
    remedy: "Choose another with --set machines.network=192.168.77.0/24",
    setting: "machines.network",
  },
  {
    // vagrant-libvirt prints the second message if a machine gets no address.
    pattern: /Timed out while waiting for the machine to boot|specified wait_for timeout .* was exceeded/,
    says: () => "A machine does not answer over SSH.",
    remedy: `If /dev/kvm does not work here, make the machines anew without it: ${byHand("destroy", "--force")}, then --set machines.driver=qemu. Else look at its screen (virt-viewer, VirtualBox), or give it more with machines.memory.`,
    setting: "machines.driver",
  },
  {
    pattern: /virConnectOpen failed: (.+)/,
    says: ([, why]) => `libvirt cannot be reached: ${why}`,
    remedy:
      "Look with: virsh -c qemu:///system list. An address of another host, in LIBVIRT_DEFAULT_URI, has to be right, too.",
  },
  {
    pattern: /name [`'"]?(\S*?)[`'"]? of domain about to create is already taken/i,
    says: ([, name]) => `A machine ${name} is there already, but not known in this folder any more.`,
    remedy:
      "Remove it, with its disk: virsh undefine --remove-all-storage NAME (before that: virsh destroy NAME)",
  },
  {
    pattern:
      /another process is already executing an action on the machine|requested machine because it is locked/,
    says: () => "Another Vagrant works on the machines at the moment.",
    remedy: "Wait until it has ended, and build again.",
  },
  {
    pattern: /has no available version that|' \(v\S+\) with provider '\S+' could not be found/,
    says: ({ input }) => `The box has no such version. ${input}`,
    remedy: "Correct base.boxVersion, or leave it out.",
    setting: "base.boxVersion",
  },
  {
    pattern: /Permission denied \(publickey/,
    says: () => "The template does not let its own server, or thinsmith, log in.",
    remedy: `Look at ~/.ssh/authorized_keys of the user vagrant there and at who owns it: ${byHand("ssh", "template")}`,
  },
  {
    pattern:
      /^ssh: connect to host|Could not resolve hostname (?:template|server)|Connection (?:to \S+ )?closed by remote host|Domain not found|not yet ready for SSH|^CommandError: (?:ssh|template:|server:) ended with status 255/,
    says: () => "A machine is gone or no longer answers.",
    remedy: `Build again: machines that are missing are made anew, and those that stopped are started. One that runs and does not answer must be switched off first: ${byHand("halt", "--force", "template", "server")}`,
  },
  {
    pattern: /cannot set up guest memory/,
    says: () => "This machine has too little memory for the virtual machines.",
    remedy: "Close other programs, or give them less with machines.memory.",
    setting: "machines.memory",
  },
  {
    pattern: /Cannot allocate memory|[Oo]ut of memory|more physical memory than/,
    says: () => "Memory is short: the template's own, or this machine's.",
    remedy: "Give the machines more with machines.memory, or close other programs here.",
    setting: "machines.memory",
  },
  {
    pattern: /No space left on device|Disk quota exceeded|don't have enough free space in/,
    says: () => "A disk is full: the template's own, or this machine's.",
    remedy: `Look with df -h here and in the template: ${byHand("ssh", "template")}. Remove what takes the room there, or take a box with a larger disk.`,
    setting: "base.box",
  },
];
