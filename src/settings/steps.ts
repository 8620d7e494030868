import type { Choice } from "./choice.ts";
import { bootChoices, clientChoices } from "./choices-client.ts";
import {
  baseChoices,
  kernelChoices,
  memoryChoices,
  packageChoices,
  packingChoices,
} from "./choices-image.ts";
import { serveChoices } from "./choices-serve.ts";

/** One step of the wizard: settings that belong together, in the order in which a person thinks of them. */
export interface Step {
  readonly name: string;
  readonly title: string;
  /** What the step is about, in one or two plain sentences. */
  readonly about: string;
  readonly choices: readonly Choice[];
}

/** All steps in their recommended order. Every setting of the schema is in one of them (test/unit/settings/wizard-settings.test.ts). */
export const steps: readonly Step[] = [
  {
    name: "base",
    title: "Base",
    about: "What the image starts from, and who makes it.",
    choices: baseChoices,
  },
  {
    name: "kernel",
    title: "Kernel",
    about:
      "The kernel, the firmware of the clients' hardware, and what the initrd knows before the root is there.",
    choices: kernelChoices,
  },
  {
    name: "packages",
    title: "Packages",
    about:
      "What the image holds beyond the base system. Roles bring packages that belong together; single packages come on top.",
    choices: packageChoices,
  },
  {
    name: "exclude",
    title: "Exclude",
    about: "What is installed, but not wanted on a client: it makes the image smaller and each boot quicker.",
    choices: [
      {
        name: "exclude.paths",
        label: "directories",
        help: "Paths whose files stay out of the image. With /* at the end the directory itself stays, so that programs find it.",
      },
      {
        name: "exclude.packages",
        label: "packages' files",
        help: "Packages that have to be installed for the build, but whose files no client needs, such as boot loaders.",
      },
    ],
  },
  {
    name: "memory",
    title: "Memory",
    about: "Compressed swap in the client's own memory (zram): idle programs take a half or a third of it.",
    choices: memoryChoices,
  },
  {
    name: "packing",
    title: "Packing",
    about: "How the root is compressed: smaller loads sooner over a slow network, but takes longer to build.",
    choices: packingChoices,
  },
  {
    name: "client",
    title: "Client",
    about: "Who logs in, where the clock is, what a client does without being asked.",
    choices: clientChoices,
  },
  {
    name: "boot",
    title: "Boot",
    about: "Where clients find their files, and what the kernel is told.",
    choices: bootChoices,
  },
  {
    name: "serve",
    title: "Serve",
    about: "Which loader starts the clients, and what single ones get other than the rest.",
    choices: serveChoices,
  },
];
