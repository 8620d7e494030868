import { copyFile, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../system/errors.ts";
import type { CacheEntry } from "./cache.ts";
import { aroundPublish, type Plan, type StageName } from "./stage.ts";

/** Files of a stage's result that a person can use, with the names that they have in a release. */
const partsOf: Readonly<Partial<Record<StageName, Readonly<Record<string, string>>>>> = {
  kernel: { vmlinuz: "vmlinuz" },
  initrd: { initrd: "initrd.img" },
  rootfs: { "rootfs.squashfs": "rootfs.squashfs" },
  home: { "home.tar.gz": "home.tar.gz" },
};

/** Copies the result of a single stage to a directory beside the releases. */
export const placeParts = async (
  imageDirectory: string,
  stage: StageName,
  { directory }: CacheEntry,
): Promise<string[]> => {
  const folder = join(imageDirectory, "parts");
  const names = Object.entries(partsOf[stage] ?? {});
  if (names.length > 0) await mkdir(folder, { recursive: true });
  return Promise.all(
    names.map(async ([from, name]) => {
      const partial = join(folder, `.${name}.${process.pid}`);
      await copyFile(join(directory, from), partial);
      await rename(partial, join(folder, name));
      return join(folder, name);
    }),
  );
};

/** Whether a build opens the keys of its settings: all of it signs the release, and the proof of a locked image a copy. */
export const opensKeys = (only: StageName | undefined): boolean => only === undefined || only === "prove";

/** @throws UsageError if the stage cannot be run by itself */
export const checkStage = (plan: Plan, only: StageName | undefined): void => {
  const [before] = aroundPublish(plan);
  if (only === undefined || before.includes(only)) return;
  throw new UsageError(
    `There is no stage ${only} that can be run by itself.`,
    `Those are: ${before.join(", ")}.`,
  );
};
