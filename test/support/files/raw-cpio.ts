/** An entry as it stands in an archive, true or not. */
export interface RawEntry {
  readonly name: string | Buffer;
  readonly mode?: number;
  readonly content?: Buffer | string;
  readonly ino?: number;
  readonly links?: number;
  readonly uid?: number;
  /** What the header says, if not the truth. */
  readonly size?: number;
  readonly nameSize?: number;
  readonly magic?: string;
  readonly device?: readonly [major: number, minor: number];
}

const hex = (value: number) => value.toString(16).padStart(8, "0");
const pad = (length: number) => Buffer.alloc((4 - (length % 4)) % 4);

export const rawEntry = (entry: RawEntry): Buffer => {
  const name = Buffer.concat([Buffer.from(entry.name), Buffer.from([0])]);
  const content = Buffer.from(entry.content ?? "");
  const { mode = 0o100644, ino = 1, links = 1, uid = 0, device = [0, 0] } = entry;
  const fields = [ino, mode, uid, 0, links, 1_700_000_000, entry.size ?? content.length, 0, 0, ...device];
  const header = `${entry.magic ?? "070701"}${[...fields, entry.nameSize ?? name.length, 0].map(hex).join("")}`;
  return Buffer.concat([Buffer.from(header), name, pad(110 + name.length), content, pad(content.length)]);
};

/** A cpio archive of these entries and its end. */
export const rawCpio = (...entries: readonly RawEntry[]): Buffer =>
  Buffer.concat([...entries, { name: "TRAILER!!!", mode: 0 }].map(rawEntry));
