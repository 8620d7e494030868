/** A file or directory of a cpio archive. */
export interface CpioEntry {
  /** Path without leading slash. */
  readonly path: string;
  readonly mode: number;
  readonly content?: Buffer;
}

const align = (length: number) => Buffer.alloc((4 - (length % 4)) % 4);

const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");

/**
 * A cpio archive in the "newc" format that the kernel unpacks as part of an initrd. All entries belong to root
 * and are dated to the epoch, so that the same content makes the same archive. Padded to 4 bytes, so that it may
 * be appended to another archive.
 * Format: the kernel's driver-api/early-userspace/buffer-format document.
 */
export const cpioArchive = (entries: readonly CpioEntry[]): Buffer => {
  const parts: Buffer[] = [];
  const add = (path: string, mode: number, content: Buffer, inode: number) => {
    const name = Buffer.from(`${path}\0`);
    const header = Buffer.from(
      `070701${[inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0].map(hex).join("")}`,
    );
    parts.push(header, name, align(header.length + name.length), content, align(content.length));
  };
  entries.forEach(({ path, mode, content }, index) => {
    add(path, mode, content ?? Buffer.alloc(0), index + 1);
  });
  add("TRAILER!!!", 0, Buffer.alloc(0), 0);
  return Buffer.concat(parts);
};
