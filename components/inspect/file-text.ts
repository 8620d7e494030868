/** The most that is shown of a file; a person who needs more extracts it. */
export const mostBytes = 4 * 1024 * 1024;
/** Bytes in a row of the hexadecimal view, where there is room for it; else half of it. */
const usualBytes = 16;

/** How many bytes a row of so many columns has room for. */
export const rowBytesIn = (columns: number): number => (columns < 76 ? usualBytes / 2 : usualBytes);

/** The beginning of a file, for a viewer. */
export interface FileContent {
  readonly bytes: Buffer;
  /** True where the file goes on. */
  readonly cut: boolean;
}

/** Reads a file as far as it is shown, and no further. */
export const readContent = async (chunks: AsyncIterable<Buffer>): Promise<FileContent> => {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > mostBytes) break;
  }
  return { bytes: Buffer.concat(parts).subarray(0, mostBytes), cut: length > mostBytes };
};

/** Whether a file is text: no zero bytes at its beginning, as in grep(1). */
export const isText = ({ bytes }: FileContent): boolean => !bytes.subarray(0, 8192).includes(0);

/** Lines of a text, without their ends. */
export const textLines = ({ bytes }: FileContent): string[] => {
  const lines = bytes.toString("utf8").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
};

export const hexRows = ({ bytes }: FileContent, rowBytes = usualBytes): number =>
  Math.ceil(bytes.length / rowBytes);

/** A row as `hexdump -C` has it: offset, bytes in groups of eight, what of them are characters. */
export const hexRow = ({ bytes }: FileContent, row: number, rowBytes = usualBytes): string => {
  const part = bytes.subarray(row * rowBytes, (row + 1) * rowBytes);
  const numbers = [...part].map((byte) => byte.toString(16).padStart(2, "0"));
  const groups = Array.from({ length: rowBytes / 8 }, (_, group) =>
    numbers
      .slice(group * 8, group * 8 + 8)
      .join(" ")
      .padEnd(23),
  );
  const characters = [...part].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."));
  const offset = (row * rowBytes).toString(16).padStart(8, "0");
  return `${offset}  ${groups.join("  ")}  ${characters.join("")}`;
};

/** Bytes that a query stands for in the hexadecimal view: `7f 45 4c 46`, else the text itself. */
const bytesOf = (query: string): Buffer =>
  /^([0-9a-f]{2}( |$))+$/i.test(query.trim())
    ? Buffer.from(query.replaceAll(" ", ""), "hex")
    : Buffer.from(query, "utf8");

/** The row of the hexadecimal view in which a query begins, from a row on in a direction; undefined for none. */
export const findInHex = (
  { bytes }: FileContent,
  query: string,
  row: number,
  direction: 1 | -1,
  rowBytes = usualBytes,
): number | undefined => {
  const wanted = bytesOf(query);
  const at =
    direction === 1
      ? bytes.indexOf(wanted, Math.max(0, row * rowBytes))
      : row < 0
        ? -1
        : bytes.lastIndexOf(wanted, (row + 1) * rowBytes - 1);
  return at < 0 ? undefined : Math.floor(at / rowBytes);
};

/** The line that holds a text, in upper or lower case, from a line on in a direction; undefined for none. */
export const findInText = (
  lines: readonly string[],
  query: string,
  line: number,
  direction: 1 | -1,
): number | undefined => {
  const wanted = query.toLowerCase();
  for (let at = line; at >= 0 && at < lines.length; at += direction) {
    if (lines[at]?.toLowerCase().includes(wanted)) return at;
  }
  return undefined;
};
