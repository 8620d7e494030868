/** What a tiny kernel does. */
interface Deeds {
  /** Written to the first serial port, and to the second one. */
  readonly console: string;
  readonly report: string;
  /** Whether it draws stripes in 256 colours on the screen (BIOS mode 13h). */
  readonly draws?: boolean;
}

const sector = 512;
/** Where the code is, behind the header. */
const codeAt = 0x280;

const word = (value: number) => [value & 255, value >> 8];

/**
 * A kernel of a few kilobytes, as QEMU's -kernel takes it (the kernel's arch/x86/boot.rst, protocol 2.02): a client that says
 * at once what others say after minutes, in a machine that is real otherwise. Its code runs in real mode, with DS where the
 * file begins, and then stops the processor.
 */
export const tinyKernel = ({ console, report, draws = false }: Deeds): Buffer => {
  const print = [
    ...[0xac, 0x84, 0xc0], // lodsb; test al, al
    ...[0x74, 0x10], // jz: the end
    ...[0x50, 0x83, 0xc2, 0x05], // push ax; add dx, 5
    ...[0xec, 0xa8, 0x20, 0x74, 0xfb], // until the port takes a byte: in al, dx; test al, 0x20; jz
    ...[0x83, 0xea, 0x05, 0x58, 0xee], // sub dx, 5; pop ax; out dx, al
    ...[0xeb, 0xeb, 0xc3], // jmp: the next byte; ret
  ];
  const picture = [
    ...[0xb8, 0x13, 0x00, 0xcd, 0x10], // mov ax, 0x13; int 0x10
    ...[0xb8, 0x00, 0xa0, 0x8e, 0xc0, 0x31, 0xff], // mov ax, 0xa000; mov es, ax; xor di, di
    ...[0xb9, 0x00, 0xfa, 0x89, 0xf8, 0xaa, 0xe2, 0xfb], // mov cx, 64000; mov ax, di; stosb; loop
  ];
  const say = (text: number, port: number, printAt: number, at: number) => [
    ...[0xbe, ...word(text), 0xba, ...word(port)], // mov si, text; mov dx, port
    ...[0xe8, ...word((printAt - (at + 9)) & 0xffff)], // call print
  ];
  const drawing = draws ? picture : [];
  const printAt = codeAt + drawing.length + 2 * 9 + 3;
  const consoleAt = printAt + print.length;
  const texts = Buffer.from(`${console}\0${report}\0`, "latin1");
  const code = [
    ...drawing,
    ...say(consoleAt, 0x3f8, printAt, codeAt + drawing.length),
    ...say(consoleAt + console.length + 1, 0x2f8, printAt, codeAt + drawing.length + 9),
    ...[0xf4, 0xeb, 0xfd], // hlt; jmp
    ...print,
  ];
  const setupSectors = Math.ceil((consoleAt + texts.length) / sector) - 1;
  // Behind the setup there has to be something that counts as the kernel proper.
  const file = Buffer.alloc((setupSectors + 2) * sector);
  file[0x1f1] = setupSectors;
  file.writeUInt16LE(0xaa55, 0x1fe);
  // jmp to the code, relative to the next instruction; QEMU enters at 0x200.
  file.set([0xeb, 0x7e], 0x200);
  file.write("HdrS", 0x202);
  file.writeUInt16LE(0x0202, 0x206);
  file[0x211] = 1;
  file.set(code, codeAt);
  texts.copy(file, consoleAt);
  return file;
};
