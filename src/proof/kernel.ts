import { readAt, withFile } from "../image/source.ts";

/** More than the setup code of a kernel, in which its version is, can have: 64 sectors. */
const headBytes = 64 * 512;

/**
 * The version of a kernel in the form of x86 (bzImage); undefined for another file.
 * Source: the kernel's arch/x86/boot.rst, fields `header` and `kernel_version`.
 */
export const kernelVersionOf = async (path: string): Promise<string | undefined> => {
  const head = await withFile(path, (file) => readAt(file, 0, headBytes));
  if (head.length < 0x210 || head.toString("latin1", 0x202, 0x206) !== "HdrS") return undefined;
  const at = head.readUInt16LE(0x20e) + 0x200;
  const text = head.toString("latin1", at, at + 256);
  return /^([0-9][\x21-\x7e]*)[ \0]/.exec(text)?.[1];
};
