import { spawn } from "node:child_process";
import { once } from "node:events";

const files = 150_000;
const filesOfDirectory = 12;
const endings = ["so", "txt", "png", "ko", "conf", "py"];

const octal = (value, length) => `${value.toString(8).padStart(length - 1, "0")}\0`;

/** A tar header of a plain file of root's. */
const header = (name, size) => {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write(`0000644\0${"0000000\0".repeat(2)}`, 100);
  block.write(octal(size, 12) + octal(1_700_000_000, 12) + " ".repeat(8), 124);
  block.write("0", 156);
  block.write("ustar\x0000", 257);
  block.write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  return block;
};

/** Writes a squashfs of 150,000 files in 12,500 directories, the same each time. */
export const makeLargeImage = async (file) => {
  const packing = spawn("sqfstar", ["-comp", "lz4", "-no-progress", "-quiet", "-exit-on-error", file], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const ended = once(packing, "close");
  for (let index = 0; index < files; index += 1) {
    const directory = Math.floor(index / filesOfDirectory);
    const name = `usr/share/area-${directory % 97}/package-${directory}/file-name-${index}.${endings[index % endings.length]}`;
    const size = (index * 7919) % 1200;
    const content = Buffer.alloc(Math.ceil(size / 512) * 512);
    content.fill(`${index} ${name} `, 0, size);
    const room = packing.stdin.write(Buffer.concat([header(name, size), content]));
    if (!room) await once(packing.stdin, "drain");
  }
  packing.stdin.end(Buffer.alloc(1024));
  const [status] = await ended;
  if (status !== 0) throw new Error(`sqfstar ended with status ${status}`);
};
