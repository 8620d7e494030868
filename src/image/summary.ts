import { throwIfCancelled } from "../system/errors.ts";
import { setuidFiles, worldWritable } from "./audit.ts";
import { findMissingFirmware, type MissingFirmware } from "./firmware/missing.ts";
import type { Facts, Image, Part, ReadOptions } from "./image.ts";
import { kernelVersions } from "./kernels.ts";
import { largestFiles } from "./largest.ts";
import { loadTree } from "./load.ts";
import { type Hot, hotOf } from "./squashfs/hot.ts";
import { readSystem, type System } from "./system/read-system.ts";
import type { Node, Tree } from "./tree.ts";

/** Figures and lists for one part. */
export interface PartSummary {
  readonly part: Part;
  readonly facts: Facts;
  readonly tree: Tree;
  /** The largest files, the largest first. */
  readonly largest: readonly Node[];
  readonly setuid: readonly Node[];
  readonly worldWritable: readonly Node[];
}

export interface Summary {
  readonly image: Image;
  readonly parts: readonly PartSummary[];
  /** Parts that cannot be read completely, and the error. */
  readonly broken: readonly { readonly part: Part; readonly error: unknown }[];
  /** Of the root file system, if there is one. */
  readonly system: System | undefined;
  readonly kernels: readonly string[];
  /** Of the root file system, where a boot is noted that streamed it. */
  readonly hot: Hot | undefined;
  /** By part, if requested. */
  readonly firmware: ReadonlyMap<Part, MissingFirmware>;
}

export interface SummaryOptions extends ReadOptions {
  /** Number of largest files to list. */
  readonly count: number;
  /** Whether to look for missing firmware, which takes seconds. */
  readonly firmware: boolean;
}

const partSummary = async (part: Part, options: SummaryOptions): Promise<PartSummary> => {
  const facts = await part.facts(options);
  const tree = await loadTree(part, options);
  return {
    part,
    facts,
    tree,
    largest: largestFiles(tree, options.count),
    setuid: setuidFiles(tree),
    worldWritable: worldWritable(tree),
  };
};

/**
 * Summarizes an image in figures and lists. A part that cannot be read does not affect the others.
 * @throws CancelledError if `signal` ended it
 */
export const summarize = async (image: Image, options: SummaryOptions): Promise<Summary> => {
  const parts: PartSummary[] = [];
  const broken: { part: Part; error: unknown }[] = [];
  const firmware = new Map<Part, MissingFirmware>();
  for (const part of image.parts) {
    try {
      const summary = await partSummary(part, options);
      parts.push(summary);
      if (options.firmware) firmware.set(part, await findMissingFirmware(part, summary.tree, options));
    } catch (error) {
      throwIfCancelled(options.signal);
      broken.push({ part, error });
    }
  }
  const root = parts.find(({ part }) => part.name === "rootfs");
  const settings = image.release?.manifest.settings;
  const system = root && (await readSystem(root.part, root.tree, { ...options, settings }));
  const hot = root && (await hotOf(image, root.part, root.tree, options));
  const kernels = new Set(parts.flatMap(({ tree }) => kernelVersions(tree)));
  return { image, parts, broken, system, kernels: [...kernels], hot, firmware };
};
