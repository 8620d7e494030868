import { z } from "zod";
import { distributionNames } from "../../distributions/distributions.ts";
import * as grammar from "../../grammar/grammar.ts";
import { oneOf, setting } from "./setting.ts";

const withMachines = { "base.builder": ["vagrant"] };

/** What the image starts from, and what builds it. */
export const base = z.strictObject({
  builder: oneOf(
    {
      local: "on this machine with mmdebstrap: quick, no virtual machine",
      vagrant: "in a virtual machine that you can log into and change",
    },
    "local",
    { help: "Where the root tree is made." },
  ),
  distribution: setting(z.enum(distributionNames).default("debian"), {
    help: "Distribution of the packages. base.suite must be one of its suites; the wizard sets both.",
    hidden: true,
  }),
  suite: setting(grammar.suiteName.default("trixie"), {
    help: "Release of the distribution, such as trixie.",
  }),
  mirror: setting(grammar.httpUrl.nullable().default(null), {
    help: "Address of one mirror for all packages, security updates included. Without one, they come from the distribution's own mirrors.",
    values: { null: "the distribution's own" },
  }),
  snapshot: setting(grammar.httpUrl.nullable().default(null), {
    help: "Address of a snapshot archive with a time, such as https://snapshot.debian.org/archive/debian/20260101T000000Z/. build --locked takes from it what the mirror no longer has.",
    values: { null: "none" },
    hidden: true,
  }),
  provider: oneOf(
    {
      auto: "the one that is installed",
      virtualbox: "VirtualBox; not tested",
      libvirt: "libvirt and QEMU",
    },
    "auto",
    { help: "What runs Vagrant's virtual machines.", when: withMachines },
  ),
  box: setting(grammar.boxName.nullable().default(null), {
    help: "Base box of the virtual machines: a name, or a .box file. None: the suite's box made by thinsmith box make, else a known box from Vagrant Cloud.",
    values: { null: "the suite's box" },
    when: withMachines,
  }),
  boxVersion: setting(grammar.boxVersion.nullable().default(null), {
    label: "box version",
    help: "Version of the box. None: the newest.",
    values: { null: "the newest" },
    when: withMachines,
  }),
});

/** Vagrant's virtual machines. */
export const machines = z.strictObject({
  wait: setting(z.boolean().default(false), {
    label: "wait for you",
    help: "The build pauses when the template is provisioned. You can log in and change the template, and then continue the build.",
    when: withMachines,
  }),
  test: setting(z.boolean().default(false), {
    label: "test machine",
    help: "After the build, a third machine without a disk boots the image from the server over the network.",
    when: withMachines,
  }),
  afterwards: oneOf(
    {
      leave: "they keep running",
      halt: "they are switched off and keep your changes",
      destroy: "they are removed together with your changes",
    },
    "leave",
    {
      help: "What happens to template and server after a build. The next build is faster if they keep running.",
      when: withMachines,
    },
  ),
  memory: setting(z.int().min(512).max(1_048_576).default(1024), {
    label: "memory, MiB",
    help: "Memory of each machine (template, server, test machine) in MiB. Packing needs 1024, desktops in the template more.",
    stride: 256,
    when: withMachines,
  }),
  processors: setting(z.int().min(1).max(64).default(2), {
    help: "Processors of each machine.",
    stride: 1,
    when: withMachines,
  }),
  driver: oneOf(
    {
      auto: "kvm if /dev/kvm can be opened",
      kvm: "with the processor's virtualisation",
      qemu: "emulated",
    },
    "auto",
    {
      help: "How libvirt runs the machines. Emulation works everywhere and is ten times slower.",
      when: { ...withMachines, "base.provider": ["auto", "libvirt"] },
    },
  ),
  network: setting(grammar.privateNetwork.default("192.168.10.0/24"), {
    help: "Private network of the machines: template .253, server .254, clients .129 to .250. Change it if your own network uses the same addresses.",
    when: withMachines,
  }),
});
