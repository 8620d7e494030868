import type { Settings } from "../settings/schema.ts";

export type InitrdSettings = Pick<Settings["initrd"], "modules" | "compression">;

/** What the generator of an initrd has to do. */
export interface InitrdWork {
  /** How many modules it copies. */
  readonly modules: number;
  /** Whether dracut-install copies them. Older generators do it in the shell, which takes much longer. */
  readonly dracut: boolean;
  readonly compression: InitrdSettings["compression"];
}

/** Seconds of its steps, in their order. */
export interface InitrdSteps {
  /** From its begin until all programs and libraries are copied. */
  readonly programs: number;
  readonly modules: number;
  readonly packing: number;
}

/** Of a netboot initrd with Debian's usual kernel, and with the one for clouds; and of disks beside the former. */
const moduleCounts = { usual: 260, cloud: 70, disks: 200 };

/** Measured as the seconds of the stages: with two processors, and the root packed at the same time. */
const programSeconds = 5.3;
const moduleSeconds = { dracut: 0.0066, shell: 0.03 };
/** With cpio; by the processor time that each algorithm takes for the same part of an initrd. */
const packingSeconds = { zstd: 0.8, lz4: 0.4, gzip: 0.4, xz: 3.5 };

/** How long each step takes. Pure. */
export const initrdSteps = ({ modules, dracut, compression }: InitrdWork): InitrdSteps => ({
  programs: programSeconds,
  modules: modules * (dracut ? moduleSeconds.dracut : moduleSeconds.shell),
  packing: packingSeconds[compression],
});

/** How long all steps take. Pure. */
export const initrdSeconds = (work: InitrdWork): number => {
  const { programs, modules, packing } = initrdSteps(work);
  return programs + modules + packing;
};

/** What the packages of an image let expect: where the generator is not known, a new one. Pure. @param packages their names */
export const initrdWorkOf = (
  packages: ReadonlySet<string>,
  { modules, compression }: InitrdSettings,
): InitrdWork => {
  const cloud = [...packages].some((name) => /^linux-image-.*\bcloud\b/.test(name));
  const network = cloud ? moduleCounts.cloud : moduleCounts.usual;
  return {
    modules: modules === "most" && !cloud ? network + moduleCounts.disks : network,
    dracut: packages.has("dracut-install") || !packages.has("initramfs-tools-core"),
    compression,
  };
};
