import { harmless } from "../../system/text.ts";
import { IndexedPackage } from "./package.ts";
import { isPackageName, parseRelations } from "./relations.ts";

/**
 * Whoever serves an index must not be able to fill our memory. Debian 13's main has 57 MB, 68,829 packages, 35 lines
 * in a stanza, 75,649 bytes in a line and 67,000 names in Provides.
 */
export const limits = {
  totalBytes: 256 * 1024 * 1024,
  packages: 250_000,
  provided: 500_000,
  linesOfStanza: 512,
  lineBytes: 256 * 1024,
  shortBytes: 256,
  descriptionBytes: 200,
};

const newline = 0x0a;
const space = 0x20;

const relationFields = ["Provides", "Pre-Depends", "Depends"] as const;
const fields = [
  ...["Package", "Version", "Section", "Priority", "Essential", "Installed-Size", "Size", "Description"],
  ...relationFields,
] as const;
type Field = (typeof fields)[number];
const relations: ReadonlySet<Field> = new Set(relationFields);

/** The fields that are read, with their bytes, by their first: most lines are passed over after one look. */
const byFirstByte: { name: Field; bytes: Buffer }[][] = Array.from({ length: 256 }, () => []);
for (const name of fields) {
  const bytes = Buffer.from(`${name}:`);
  byFirstByte[bytes[0] as number]?.push({ name, bytes });
}

/** The field that a line has, where it is one that is read. */
const fieldAt = (line: Buffer, begin: number, end: number): Field | undefined => {
  for (const { name, bytes } of byFirstByte[line[begin] as number] ?? []) {
    if (bytes.length > end - begin) continue;
    let at = 0;
    while (at < bytes.length && bytes[at] === line[begin + at]) at += 1;
    if (at === bytes.length) return name;
  }
  return undefined;
};

const isPlain = (bytes: Buffer, begin: number, end: number): boolean => {
  for (let at = begin; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || byte > 0x7e) return false;
  }
  return true;
};

/** Sizes are decimal numbers; undefined is nonsense, a size that is not said is 0. */
const sizeOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return 0;
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
};

/**
 * Reads an index of packages, `Packages` of a Debian archive (deb822(5)), chunk by chunk, and calls `onPackage`
 * for each stanza. A stanza is left out, without a word, when it lacks name or version, says a field twice, goes
 * beyond a limit or has a size that is no number. Beyond the limits of the whole the rest is ignored.
 */
export class PackagesParser {
  private rest: Buffer = Buffer.alloc(0);
  private stanza = new Map<Field, string>();
  private current: Field | undefined;
  private lines = 0;
  private sound = true;
  /** In a line that is too long: nothing counts until it ends. */
  private passing = false;
  private bytes = 0;
  private packages = 0;
  private provided = 0;
  /** Few values, many packages: one string each. */
  private readonly shared = new Map<string, string>();

  constructor(private readonly onPackage: (found: IndexedPackage) => void) {}

  /** Whether a limit of the whole is reached: what is written from now on is ignored. */
  get full(): boolean {
    return this.bytes > limits.totalBytes || this.packages >= limits.packages;
  }

  write(chunk: Buffer): void {
    this.bytes += chunk.length;
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    let begin = 0;
    for (let end = bytes.indexOf(newline); end >= 0 && !this.full; end = bytes.indexOf(newline, begin)) {
      if (this.passing) this.passing = false;
      else this.line(bytes, begin, end);
      begin = end + 1;
    }
    const left = bytes.length - begin;
    if (left > limits.lineBytes || this.full) {
      this.passing = true;
      this.sound = false;
    }
    this.rest = this.passing ? Buffer.alloc(0) : Buffer.from(bytes.subarray(begin));
  }

  /** To be called after the last chunk: the last stanza needs no empty line, nor its last line a newline. */
  end(): void {
    if (this.rest.length > 0) this.write(Buffer.from("\n"));
    this.endStanza();
  }

  private line(bytes: Buffer, begin: number, lineEnd: number): void {
    const end = lineEnd > begin && bytes[lineEnd - 1] === 0x0d ? lineEnd - 1 : lineEnd;
    if (end === begin) {
      this.endStanza();
      return;
    }
    this.lines += 1;
    if (end - begin > limits.lineBytes || this.lines > limits.linesOfStanza) this.sound = false;
    if (!this.sound) return;
    const first = bytes[begin] as number;
    if (first === space || first === 0x09) {
      this.continued(bytes, begin, end);
      return;
    }
    this.current = fieldAt(bytes, begin, end);
    if (this.current === undefined) return;
    if (this.stanza.has(this.current)) this.sound = false;
    this.stanza.set(this.current, this.value(this.current, bytes, begin + this.current.length + 1, end));
  }

  /** Relations may be folded; of a description only the first line counts. */
  private continued(bytes: Buffer, begin: number, end: number): void {
    if (this.lines === 1) this.sound = false;
    if (!this.current || !relations.has(this.current)) return;
    const value = `${this.stanza.get(this.current)} ${bytes.toString("latin1", begin, end)}`;
    if (value.length > limits.lineBytes) this.sound = false;
    else this.stanza.set(this.current, value);
  }

  private value(field: Field, bytes: Buffer, begin: number, end: number): string {
    let from = begin;
    while (from < end && bytes[from] === space) from += 1;
    if (relations.has(field)) return bytes.toString("latin1", from, end);
    const most = field === "Description" ? limits.descriptionBytes : limits.shortBytes;
    let to = Math.min(end, from + most);
    // Never in the midst of a character of UTF-8.
    while (to > from && to < end && ((bytes[to] as number) & 0xc0) === 0x80) to -= 1;
    if (isPlain(bytes, from, to)) return bytes.toString("latin1", from, to).trimEnd();
    return harmless(bytes.toString("utf8", from, to)).trimEnd();
  }

  private endStanza(): void {
    const found = this.sound && !this.full ? this.packageOfStanza() : undefined;
    this.stanza.clear();
    this.current = undefined;
    this.lines = 0;
    this.sound = true;
    if (!found) return;
    this.packages += 1;
    this.onPackage(found);
  }

  private share(text: string | undefined): string {
    const known = this.shared.get(text ?? "");
    if (known !== undefined) return known;
    if (this.shared.size < 1000) this.shared.set(text ?? "", text ?? "");
    return text ?? "";
  }

  private packageOfStanza(): IndexedPackage | undefined {
    const { stanza } = this;
    const name = stanza.get("Package");
    const version = stanza.get("Version");
    if (name === undefined || !isPackageName(name) || !version) return undefined;
    const installedKiB = sizeOf(stanza.get("Installed-Size"));
    const downloadBytes = sizeOf(stanza.get("Size"));
    if (installedKiB === undefined || downloadBytes === undefined) return undefined;
    const provides = parseRelations(stanza.get("Provides") ?? "").map(([provided]) => provided as string);
    this.provided += provides.length;
    return new IndexedPackage(
      name,
      version,
      this.share(stanza.get("Section")),
      this.share(stanza.get("Priority")),
      stanza.get("Essential") === "yes",
      installedKiB,
      downloadBytes,
      stanza.get("Description") ?? "",
      this.provided > limits.provided ? [] : provides,
      [stanza.get("Pre-Depends"), stanza.get("Depends")].filter((field) => field).join(","),
    );
  }
}
