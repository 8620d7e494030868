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
    { label: "builder", help: "Where the root tree is made." },
  ),
  distribution: setting(z.enum(distributionNames).default("debian"), {
    help: "Distribution that the packages come from. It has to fit base.suite; the wizard sets both.",
  }),
  suite: setting(grammar.suiteName.default("trixie"), {
    label: "suite",
    help: "Release of the distribution that the image is made of.",
  }),
  mirror: setting(grammar.httpUrl.nullable().default(null), {
    label: "mirror",
    help: "Address of the one package mirror that everything comes from, security updates too. None: the distribution's own mirrors.",
  }),
  provider: oneOf(
    {
      auto: "what is installed",
      virtualbox: "VirtualBox; not tried yet",
      libvirt: "libvirt and QEMU",
    },
    "auto",
    { label: "provider", help: "What runs Vagrant's virtual machines.", when: withMachines },
  ),
  box: setting(grammar.boxName.nullable().default(null), {
    label: "box",
    help: "Base box of the virtual machines: a name, or a .box file. None: the box that thinsmith box make made here for the suite, else a known one from Vagrant Cloud.",
    values: { null: "that of the suite" },
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
    help: "The build stops when the template is provisioned, lets you log in and change what you like, and goes on when you say so.",
    when: withMachines,
  }),
  test: setting(z.boolean().default(false), {
    label: "test machine",
    help: "After the build a third machine without a disk boots the image from the server over the network.",
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
      label: "afterwards",
      help: "What happens to template and server after a build. A running machine makes the next build quicker.",
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
    label: "processors",
    help: "Processors of each machine.",
    stride: 1,
    when: withMachines,
  }),
  driver: oneOf(
    {
      auto: "kvm where /dev/kvm can be opened",
      kvm: "with the processor's virtualisation",
      qemu: "emulated",
    },
    "auto",
    {
      label: "driver",
      help: "How libvirt runs the machines. Emulation works everywhere and is ten times slower.",
      when: { ...withMachines, "base.provider": ["auto", "libvirt"] },
    },
  ),
  network: setting(grammar.privateNetwork.default("192.168.10.0/24"), {
    label: "network",
    help: "Network of the machines only: template .253, server .254, clients .129 to .250. Change it where your own network has the same addresses.",
    when: withMachines,
  }),
});
