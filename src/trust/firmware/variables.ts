import { type FirmwareKind, firmwareKinds } from "../keys/kinds.ts";
import type { FirmwareCertificates } from "./certificates.ts";
import { efiTime, guid, keyAttributes, signatureList, u32, vendorOf } from "./efi.ts";

/** A file is no store of variables that can be written; the message is the end of a sentence. */
export class StoreError extends Error {}

const demand = (holds: boolean, problem: string): void => {
  if (!holds) throw new StoreError(problem);
};

/** A variable in a store. */
export interface StoredVariable {
  readonly name: string;
  /** The bytes of its GUID. */
  readonly vendor: Buffer;
  readonly attributes: number;
  /** EFI_TIME of its last change; zeros where it is no authenticated variable. */
  readonly time: Buffer;
  readonly data: Buffer;
}

/** gEfiSystemNvDataFvGuid, gEfiAuthenticatedVariableGuid and gEfiSecureBootEnableDisableGuid of EDK2. */
const volumeType = guid("fff12b8d-7696-4c8b-a985-2747075b4f50");
const storeType = guid("aaf32c78-947b-439a-a180-2e144ec37792");
const secureBootEnable = guid("f0a30bc7-af08-4556-99c4-001009c93a44");

/** Bytes of the smallest EFI_FIRMWARE_VOLUME_HEADER, of VARIABLE_STORE_HEADER and of AUTHENTICATED_VARIABLE_HEADER. */
const [volumeHeader, storeHeader, variableHeader] = [72, 28, 60];
const startId = 0x55aa;
const [formatted, healthy] = [0x5a, 0xfe];
/** States of a variable; bits are cleared one after the other, as flash memory can. */
const added = 0x3f;
const [deleted, inDeletion] = [0xfd, 0xfe];
/** Flash memory that was erased. */
const erased = 0xff;

const alignUp = (offset: number): number => Math.ceil(offset / 4) * 4;

/** Where the store lies in its firmware volume, with all bounds checked. */
const storeIn = (image: Buffer): { readonly from: number; readonly end: number } => {
  demand(image.length >= volumeHeader + storeHeader, "it is too short");
  demand(
    image.subarray(16, 32).equals(volumeType) && image.toString("latin1", 40, 44) === "_FVH",
    "it does not begin as one does",
  );
  const length = image.readBigUInt64LE(32);
  const header = image.readUInt16LE(48);
  demand(length <= BigInt(image.length), "it is shorter than its header says");
  demand(
    header >= volumeHeader && header % 2 === 0 && BigInt(header + storeHeader) <= length,
    "the size of its header is wrong",
  );
  let sum = 0;
  for (let at = 0; at < header; at += 2) sum = (sum + image.readUInt16LE(at)) & 0xffff;
  demand(sum === 0, "the checksum of its header is wrong");
  demand(image.subarray(header, header + 16).equals(storeType), "it has no authenticated variables");
  const size = image.readUInt32LE(header + 16);
  demand(
    image[header + 20] === formatted && image[header + 21] === healthy,
    "its variables are not in a state to be read",
  );
  demand(size >= storeHeader && BigInt(header + size) <= length, "its variables lie outside of it");
  return { from: alignUp(header + storeHeader), end: header + size };
};

/** All variables that count, with their offsets, and where the free part of the store begins. */
const walk = (image: Buffer) => {
  const { from, end } = storeIn(image);
  const found: (StoredVariable & { readonly at: number })[] = [];
  let at = from;
  while (at + variableHeader <= end && image.readUInt16LE(at) === startId) {
    const [nameBytes, dataBytes] = [image.readUInt32LE(at + 36), image.readUInt32LE(at + 40)];
    const name = at + variableHeader;
    const data = name + nameBytes;
    demand(nameBytes >= 2 && nameBytes % 2 === 0 && data + dataBytes <= end, "a variable is longer than it");
    const state = image.readUInt8(at + 2);
    // One in deletion counts until the one that replaces it is complete.
    if (state === added || state === (added & inDeletion))
      found.push({
        at,
        name: image.toString("utf16le", name, data - 2),
        vendor: image.subarray(at + 44, at + variableHeader),
        attributes: image.readUInt32LE(at + 4),
        time: image.subarray(at + 16, at + 32),
        data: image.subarray(data, data + dataBytes),
      });
    at = alignUp(data + dataBytes);
  }
  demand(
    image.subarray(at, end).every((byte) => byte === erased),
    "there is something behind its last variable",
  );
  return { found, free: at, end };
};

/** The variables of a store. Pure. @throws StoreError where it is no store of this format */
export const readVariables = (image: Buffer): StoredVariable[] =>
  walk(image).found.map(({ at: _, ...variable }) => variable);

const entryOf = ({ name, vendor, attributes, time, data }: StoredVariable): Buffer => {
  const nameBytes = Buffer.from(`${name}\0`, "utf16le");
  const header = Buffer.alloc(variableHeader);
  header.writeUInt16LE(startId, 0);
  header.writeUInt8(added, 2);
  header.writeUInt32LE(attributes, 4);
  time.copy(header, 16);
  u32(nameBytes.length).copy(header, 36);
  u32(data.length).copy(header, 40);
  vendor.copy(header, 44);
  return Buffer.concat([header, nameBytes, data]);
};

const keyVariable = (kind: FirmwareKind, certificate: Buffer, at: Date): StoredVariable => ({
  ...{ name: kind, vendor: vendorOf[kind], attributes: keyAttributes, time: efiTime(at) },
  data: signatureList(certificate),
});

/**
 * A store of variables for OVMF with Secure Boot on and these keys, each in place of what the template has under its name:
 * firmware knows no others then. All else of the template stays. Pure.
 * Format: MdeModulePkg/Include/Guid/VariableFormat.h of EDK2.
 * @param at time of the keys' change; a later change by an authenticated variable needs a later time
 * @throws StoreError where the template is no store of this format, or has no room
 */
export const withKeys = (template: Buffer, certificates: FirmwareCertificates, at: Date): Buffer => {
  const image = Buffer.from(template);
  const { found, free, end } = walk(image);
  const variables: StoredVariable[] = [
    ...firmwareKinds.map((kind) => keyVariable(kind, certificates[kind], at)),
    {
      ...{ name: "SecureBootEnable", vendor: secureBootEnable, data: Buffer.of(1) },
      // Non-volatile, for boot services alone.
      ...{ attributes: 0x03, time: Buffer.alloc(16) },
    },
  ];
  for (const { name, vendor } of variables)
    for (const old of found)
      if (old.name === name && old.vendor.equals(vendor))
        image.writeUInt8(added & deleted & inDeletion, old.at + 2);
  let to = free;
  for (const variable of variables) {
    const entry = entryOf(variable);
    demand(to + entry.length <= end, "it has no room for the keys");
    entry.copy(image, to);
    to = alignUp(to + entry.length);
  }
  return image;
};
