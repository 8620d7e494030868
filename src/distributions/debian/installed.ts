import type { Files, InstalledPackage, PackageManager } from "../installed.ts";
import { parseStatus } from "./status.ts";

const status = "var/lib/dpkg/status";
const diversions = "var/lib/dpkg/diversions";
const info = "var/lib/dpkg/info";

const newline = 0x0a;
/** The root directory in lists. */
const rootLine = Buffer.from("/.");

/** The lines of a file that are not empty. */
function* linesOf(content: Buffer | undefined): Iterable<Buffer> {
  const { length = 0 } = content ?? {};
  for (let begin = 0; content && begin < length; ) {
    const end = content.indexOf(newline, begin);
    const line = content.subarray(begin, end < 0 ? length : end);
    begin += line.length + 1;
    if (line.length > 0) yield line;
  }
}

/** A path that dpkg-divert(1) reserved for one package, and where the files of other packages are instead. */
interface Diversion {
  readonly to: Buffer;
  readonly by: string;
}

/** Diversions by path, in Latin-1. dpkg's file has three lines for each: the path, the new path, the package. */
const parseDiversions = (content: Buffer | undefined): ReadonlyMap<string, Diversion> => {
  const lines = [...linesOf(content)];
  const found = new Map<string, Diversion>();
  for (let at = 0; at + 2 < lines.length; at += 3) {
    const [path, to, by] = lines.slice(at, at + 3) as [Buffer, Buffer, Buffer];
    found.set(path.toString("latin1"), { to, by: by.toString("latin1") });
  }
  return found;
};

/** dpkg's list of a package. The name has the architecture if several may be installed at the same time. */
const listOf = (files: Files, { name, architecture }: InstalledPackage): Buffer | undefined =>
  files.get(`${info}/${name}:${architecture}.list`) ?? files.get(`${info}/${name}.list`);

/** The paths of a package, after diversions. */
function* pathsOf(
  one: InstalledPackage,
  files: Files,
  diverted: ReadonlyMap<string, Diversion>,
): Iterable<Buffer> {
  for (const path of linesOf(listOf(files, one))) {
    const diversion = diverted.size > 0 ? diverted.get(path.toString("latin1")) : undefined;
    if (diversion && diversion.by !== one.name) yield diversion.to;
    else if (!path.equals(rootLine)) yield path;
  }
}

/** What dpkg keeps below /var/lib/dpkg (dpkg(1), FILES). */
export const dpkg: PackageManager = {
  files(namesIn, of) {
    const lists = namesIn(info).filter(
      (name) => name.endsWith(".list") && (of?.includes(name.replace(/(:[^:]+)?\.list$/, "")) ?? true),
    );
    return [status, diversions, ...lists.map((name) => `${info}/${name}`)];
  },
  read(files) {
    const diverted = parseDiversions(files.get(diversions));
    return parseStatus(files.get(status) ?? Buffer.alloc(0)).map((found) => ({
      found,
      paths: pathsOf(found, files, diverted),
    }));
  },
};
