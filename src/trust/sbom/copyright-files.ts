import { dirname, resolve } from "node:path/posix";
import { list } from "tar";
import type { Licence } from "../../distributions/distribution.ts";

/** Where packages have their copyright files. */
const root = "/usr/share/doc";

/** Bytes of a file, as in collect_copyrights, and of all: firmware-nonfree's has 0.35 MB, all of a desktop 20 MB. */
const limits = { file: 4 * 1024 * 1024, all: 256 * 1024 * 1024, links: 16 };

/** The copyright files of a tree, and where links lead, by their paths in the tree. */
interface CopyrightFiles {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly links: ReadonlyMap<string, string>;
}

const readArchive = async (archive: string): Promise<CopyrightFiles> => {
  const files = new Map<string, Buffer>();
  const links = new Map<string, string>();
  let all = 0;
  await list({
    file: archive,
    strict: true,
    onReadEntry(entry) {
      const path = resolve(root, entry.path);
      // The second name of a file is a link whose target begins where the archive does.
      if (entry.type === "Link") links.set(path, resolve(root, entry.linkpath ?? ""));
      if (entry.type === "SymbolicLink") links.set(path, entry.linkpath ?? "");
      all += entry.size;
      if (entry.type !== "File" || entry.size > limits.file || all > limits.all) return;
      const chunks: Buffer[] = [];
      entry.on("data", (chunk) => chunks.push(chunk));
      entry.on("end", () => files.set(path, Buffer.concat(chunks)));
    },
  });
  return { files, links };
};

/** The file that a path leads to, through links in it; or why there is none. Pure. */
const follow = ({ files, links }: CopyrightFiles, path: string, hops = 0): Buffer | string => {
  if (!path.startsWith(`${root}/`)) return "its copyright file is a link that leads elsewhere";
  if (hops > limits.links) return "its copyright file is a link that leads nowhere";
  const names = path.slice(root.length + 1).split("/");
  for (const end of names.keys()) {
    const link = resolve(root, ...names.slice(0, end + 1));
    const target = links.get(link);
    if (target !== undefined)
      return follow({ files, links }, resolve(dirname(link), target, ...names.slice(end + 1)), hops + 1);
  }
  return files.get(path) ?? "it has no copyright file, or none that is a file of at most 4 MiB";
};

/**
 * Reads the copyright files that a build has collected, an archive by collect_copyrights of distribution.sh.
 * @param licenceIn the distribution's
 * @returns the licence of a package by its name
 */
export const readLicences = async (
  archive: string,
  licenceIn: (copyright: Buffer) => Promise<Licence>,
): Promise<(name: string) => Promise<Licence>> => {
  const collected = await readArchive(archive).catch(() => undefined);
  // Packages from one source often share a file.
  const licences = new Map<Buffer, Promise<Licence>>();
  return async (name) => {
    if (!collected) return { problem: "the copyright files of the image could not be collected" };
    const file = follow(collected, resolve(root, name, "copyright"));
    if (typeof file === "string") return { problem: file };
    // Nothing that a package has in it may stop a build.
    const licence =
      licences.get(file) ?? licenceIn(file).catch(() => ({ problem: "its copyright file cannot be read" }));
    licences.set(file, licence);
    return licence;
  };
};
