import { readdir, readlink } from "node:fs/promises";
import { basename, join } from "node:path";

/** An image that was built: its name, its current release and when that was made. */
export interface BuiltImage {
  readonly name: string;
  readonly id: string;
  readonly at: Date;
}

/** 20261122T211403Z, as releases are named (pipeline/workspace.ts). */
const timeOf = (id: string): Date | undefined => {
  const digits = /^\d{8}T\d{6}Z(?=-)/.exec(id)?.[0] ?? "";
  const at = new Date(digits.replace(/^(....)(..)(..T..)(..)/, "$1-$2-$3:$4:"));
  return Number.isNaN(at.getTime()) ? undefined : at;
};

/** Images below an output directory, the one built last first. Reads no manifest: it is for the first frame. */
export const builtImages = async (output: string): Promise<BuiltImage[]> => {
  const names = await readdir(output).catch(() => []);
  const images = await Promise.all(
    names.map(async (name) => {
      const target = await readlink(join(output, name, "current")).catch(() => undefined);
      const id = target && basename(target);
      const at = id && timeOf(id);
      return id && at ? [{ name, id, at }] : [];
    }),
  );
  return images.flat().sort((a, b) => b.at.getTime() - a.at.getTime());
};
