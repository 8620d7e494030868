/** A section to append. */
export interface PeSection {
  /** At most 8 characters. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** A file is no image that sections can be appended to; the message is the end of a sentence. */
export class PeError extends Error {}

const demand = (holds: boolean, problem: string): void => {
  if (!holds) throw new PeError(problem);
};

const isPowerOfTwo = (value: number) => value > 0 && Number.isInteger(Math.log2(value));
const alignUp = (value: number, alignment: number) => Math.ceil(value / alignment) * alignment;

const sectionHeader = 40;
/** IMAGE_SCN_CNT_INITIALIZED_DATA and IMAGE_SCN_MEM_READ. */
const readOnlyData = 0x40000040;
/** No loader takes an image that has more bytes in memory. */
const largest = 0x7fffffff;

/** The headers of an image, with all bounds checked. Offsets are those of fields in the file. */
const readHeaders = (image: Buffer) => {
  demand(image.length >= 64 && image.toString("latin1", 0, 2) === "MZ", "it does not begin with MZ");
  const pe = image.readUInt32LE(0x3c);
  const optional = pe + 24;
  demand(optional + 152 <= image.length, "its headers lie outside of it");
  demand(image.toString("latin1", pe, pe + 4) === "PE\0\0", "it has no PE header");
  demand(image.readUInt16LE(optional) === 0x20b, "it is not PE32+");
  const count = image.readUInt16LE(pe + 6);
  const table = optional + image.readUInt16LE(pe + 20);
  const memoryAlignment = image.readUInt32LE(optional + 32);
  const fileAlignment = image.readUInt32LE(optional + 36);
  const headers = image.readUInt32LE(optional + 60);
  demand(
    table >= optional + 152 && image.readUInt32LE(optional + 108) >= 5,
    "its optional header is too short",
  );
  demand(headers <= image.length, "its headers lie outside of it");
  demand(table + count * sectionHeader <= headers, "its section table is longer than its headers");
  demand(
    isPowerOfTwo(memoryAlignment) && isPowerOfTwo(fileAlignment) && fileAlignment <= memoryAlignment,
    "its alignments are no powers of two",
  );
  demand(image.readUInt32LE(optional + 148) === 0, "it is signed already");
  demand(image.readUInt32LE(optional + 8) <= largest, "it has more data than a file can have");
  const sections = Array.from({ length: count }, (_, index) => {
    const at = table + index * sectionHeader;
    const name = image.toString("latin1", at, at + 8).replace(/\0+$/, "");
    const field = (offset: number) => image.readUInt32LE(at + offset);
    const [size, address, raw, offset] = [field(8), field(12), field(16), field(20)] as const;
    demand(
      raw === 0 || (offset >= headers && offset + raw <= image.length),
      `its section ${name} lies outside of it`,
    );
    // Long names are in a string table behind the sections, which is dropped here.
    demand(!name.startsWith("/"), `its section ${name} has a long name`);
    return { name, end: address + Math.max(size, raw), fileEnd: raw === 0 ? 0 : offset + raw };
  });
  return { pe, optional, table, headers, memoryAlignment, fileAlignment, sections };
};

/**
 * Appends sections of read-only data to a PE32+ image, each behind the last one in the file and in memory. What lies behind
 * the last section of the image, such as its symbols, is dropped: firmware and signing tools would disagree about whether a
 * signature covers it. Pure.
 * Format: Microsoft's "PE Format"; the signature's digest: "Windows Authenticode Portable Executable Signature Format".
 * @throws PeError where the image is no such image, is signed, or has no room for more section headers
 */
export const appendSections = (image: Buffer, sections: readonly PeSection[]): Buffer => {
  const { pe, optional, table, headers, memoryAlignment, fileAlignment, sections: own } = readHeaders(image);
  const taken = sections.find(({ name }) => own.some((one) => one.name === name));
  demand(taken === undefined, `it has a section ${taken?.name} already`);
  let entry = table + own.length * sectionHeader;
  const free = image.subarray(entry, entry + sections.length * sectionHeader);
  demand(
    entry + sections.length * sectionHeader <= headers && free.every((byte) => byte === 0),
    "its headers have no room for more sections",
  );
  let end = Math.max(headers, ...own.map(({ fileEnd }) => fileEnd));
  let address = Math.max(headers, ...own.map((one) => one.end));
  const result = [Buffer.from(image.subarray(0, end))];
  const head = result[0] as Buffer;
  let added = 0;
  for (const { name, content } of sections) {
    const offset = alignUp(end, fileAlignment);
    const raw = alignUp(content.length, fileAlignment);
    address = alignUp(address, memoryAlignment);
    demand(address + raw <= largest, "it would be larger than 2 GiB");
    head.write(name.slice(0, 8).padEnd(8, "\0"), entry, "latin1");
    const fields = [content.length, address, raw, offset, 0, 0, 0, readOnlyData];
    for (const [index, value] of fields.entries()) head.writeUInt32LE(value, entry + 8 + index * 4);
    result.push(Buffer.alloc(offset - end), Buffer.from(content), Buffer.alloc(raw - content.length));
    entry += sectionHeader;
    end = offset + raw;
    address += content.length;
    added += raw;
  }
  head.writeUInt16LE(own.length + sections.length, pe + 6);
  // No symbols, and no checksum: only Windows looks at it, for drivers.
  head.fill(0, pe + 12, pe + 20);
  head.writeUInt32LE(0, optional + 64);
  head.writeUInt32LE(image.readUInt32LE(optional + 8) + added, optional + 8);
  head.writeUInt32LE(alignUp(address, memoryAlignment), optional + 56);
  return Buffer.concat(result);
};
