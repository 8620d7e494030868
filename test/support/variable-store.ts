/** The bytes of a GUID, written as they lie in a store: not by the code under test. */
const volumeType = "8d2bf1ff96768b4ca9852747075b4f50";
const storeType = "782cf3aa7b949a43a1802e144ec37792";

/** Writes the checksum of the header of a firmware volume. */
export const mendChecksum = (image: Buffer): void => {
  image.writeUInt16LE(0, 50);
  let sum = 0;
  for (let at = 0; at < 72; at += 2) sum = (sum + image.readUInt16LE(at)) & 0xffff;
  image.writeUInt16LE((0x10000 - sum) & 0xffff, 50);
};

/** An empty store of variables as OVMF_VARS.fd has it, with as many bytes for variables, and a block behind them. */
export const emptyStore = (bytes = 0x4000): Buffer => {
  const image = Buffer.alloc(bytes + 0x1000, 0xff);
  image.fill(0, 0, 100);
  Buffer.from(volumeType, "hex").copy(image, 16);
  image.writeBigUInt64LE(BigInt(image.length), 32);
  image.write("_FVH", 40, "latin1");
  image.writeUInt16LE(72, 48);
  image.writeUInt8(2, 55);
  image.writeUInt32LE(image.length / 0x1000, 56);
  image.writeUInt32LE(0x1000, 60);
  mendChecksum(image);
  Buffer.from(storeType, "hex").copy(image, 72);
  image.writeUInt32LE(bytes - 72, 88);
  image.writeUInt8(0x5a, 92);
  image.writeUInt8(0xfe, 93);
  // Behind the variables firmware keeps notes of its own.
  image.write("working block", bytes, "latin1");
  return image;
};

/** Where the first variable of such a store lies. */
export const firstVariable = 100;
