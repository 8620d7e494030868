interface Made {
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly rpath?: string;
  readonly runpath?: string;
  readonly machine?: number;
}

const header = 64;
const segment = 56;
/** Where the file lies in memory: addresses differ from offsets, as in real programs. */
const base = 0x400000;

/** An ELF file with a header, three segments and a dynamic section: what a loader reads, and no code. */
export const makeElf = ({ interpreter, needed = [], rpath, runpath, machine = 62 }: Made = {}): Buffer => {
  let names = "\0";
  const nameAt = (text: string) => {
    const at = names.length;
    names += `${text}\0`;
    return at;
  };
  const entries: [number, number][] = [
    ...needed.map((name): [number, number] => [1, nameAt(name)]),
    ...(rpath === undefined ? [] : [[15, nameAt(rpath)] as [number, number]]),
    ...(runpath === undefined ? [] : [[29, nameAt(runpath)] as [number, number]]),
  ];
  const interp = Buffer.from(interpreter === undefined ? "" : `${interpreter}\0`);
  const interpAt = header + 3 * segment;
  const namesAt = interpAt + interp.length;
  const dynamicAt = namesAt + names.length;
  const dynamic: [number, number][] = [...entries, [5, base + namesAt], [10, names.length], [0, 0]];
  const file = Buffer.alloc(dynamicAt + dynamic.length * 16);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  file.writeUInt16LE(3, 16);
  file.writeUInt16LE(machine, 18);
  file.writeBigUInt64LE(BigInt(header), 32);
  file.writeUInt16LE(segment, 54);
  file.writeUInt16LE(3, 56);
  const segments = [
    [1, 0, file.length],
    [2, dynamicAt, dynamic.length * 16],
    // A segment of no kind that is read, where there is no interpreter.
    [interpreter === undefined ? 0x6474e551 : 3, interpAt, interp.length],
  ] as const;
  for (const [index, [type, offset, bytes]] of segments.entries()) {
    const at = header + index * segment;
    file.writeUInt32LE(type, at);
    file.writeBigUInt64LE(BigInt(offset), at + 8);
    file.writeBigUInt64LE(BigInt(base + offset), at + 16);
    file.writeBigUInt64LE(BigInt(bytes), at + 32);
  }
  file.set(interp, interpAt);
  file.write(names, namesAt, "latin1");
  for (const [index, [tag, value]] of dynamic.entries()) {
    file.writeBigUInt64LE(BigInt(tag), dynamicAt + index * 16);
    file.writeBigUInt64LE(BigInt(value), dynamicAt + index * 16 + 8);
  }
  return file;
};
