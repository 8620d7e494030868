/** One step of the wizard: settings that belong together, in the order in which a person thinks of them. */
export interface Step {
  readonly name: string;
  readonly title: string;
  /** What the step is about, in one or two plain sentences. */
  readonly about: string;
  /** Groups of the schema whose settings it offers, in this order; a setting without a group is one by itself. */
  readonly groups: readonly string[];
}

const titled: readonly Omit<Step, "name">[] = [
  {
    title: "Base",
    about: "What the image starts from, and where it is built.",
    groups: ["name", "description", "base", "machines"],
  },
  {
    title: "Kernel",
    about: "The kernel, the firmware of the clients' hardware, and the initrd, which fetches the root.",
    groups: ["kernel", "initrd"],
  },
  {
    title: "Packages",
    about:
      "What the image holds beyond the base system. Roles bring packages that belong together; single packages are added to them.",
    groups: ["packages"],
  },
  {
    title: "Exclude",
    about:
      "Installed files that clients do not need: without them the image is smaller and each boot faster.",
    groups: ["exclude"],
  },
  {
    title: "Memory",
    about:
      "Compressed swap in the client's own memory (zram): idle programs take a half or a third of their size.",
    groups: ["zram"],
  },
  {
    title: "Packing",
    about:
      "How the root is compressed: a smaller image loads faster over a slow network, but takes longer to build.",
    groups: ["rootfs"],
  },
  {
    title: "Client",
    about: "User, clock, desktop and remote servers of the clients.",
    groups: ["client", "roles"],
  },
  {
    title: "Boot",
    about: "Where clients fetch their files, and kernel parameters.",
    groups: ["boot", "stream"],
  },
  {
    title: "Serve",
    about:
      "Boot loaders of the clients, settings for single clients, what an image has to pass before clients get it, and the keys that sign it.",
    groups: ["serve", "publish"],
  },
];

/** All steps in their recommended order. Every group of the schema is in one of them. */
export const steps: readonly Step[] = titled.map((step) => ({ ...step, name: step.title.toLowerCase() }));

/** Whether a setting, by its dotted name, is one of a step's. */
export const inStep = ({ groups }: Step, name: string): boolean => groups.includes(name.split(".")[0] ?? "");

/** The place in `steps` of the step that has a setting; the first step for a setting of none. */
export const stepOf = (name: string): number =>
  Math.max(
    0,
    steps.findIndex((step) => inStep(step, name)),
  );
