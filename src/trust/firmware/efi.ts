import type { FirmwareKind } from "../keys/kinds.ts";

/** The bytes of an EFI_GUID: its first three fields are little-endian (UEFI specification, appendix A). Pure. */
export const guid = (text: string): Buffer => {
  const bytes = Buffer.from(text.replaceAll("-", ""), "hex");
  for (const [from, to] of [
    [0, 4],
    [4, 6],
    [6, 8],
  ])
    bytes.subarray(from, to).reverse();
  return bytes;
};

/**
 * The bytes of an EFI_TIME in UTC, as authenticated variables have it: all that is not date and time of day is zero (UEFI
 * specification 8.2.2). Pure.
 */
export const efiTime = (at: Date): Buffer => {
  const time = Buffer.alloc(16);
  time.writeUInt16LE(at.getUTCFullYear(), 0);
  time.set(
    [at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()],
    2,
  );
  return time;
};

/** A number as four bytes. */
export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const globalVariable = guid("8be4df61-93ca-11d2-aa0d-00e098032b8c");

/** Whose variables these are: their names are unique only together with this GUID. */
export const vendorOf: Readonly<Record<FirmwareKind, Buffer>> = {
  PK: globalVariable,
  KEK: globalVariable,
  db: guid("d719b2cb-3d3a-4596-a3bc-dad00e67656f"),
};

/** EFI_VARIABLE_NON_VOLATILE, _BOOTSERVICE_ACCESS, _RUNTIME_ACCESS, _TIME_BASED_AUTHENTICATED_WRITE_ACCESS. */
export const keyAttributes = 0x01 | 0x02 | 0x04 | 0x20;

const x509List = guid("a5c059a1-94e4-4aa7-87b5-ab155c2bf072");
/** Whose entries these are, for people who list them: nothing looks at it. Made up for thinsmith. */
const owner = guid("b7e63fa8-b6fc-418e-baf4-166006e2d0af");

/** An EFI_SIGNATURE_LIST with one certificate (UEFI specification 32.4.1). @param certificate DER. Pure. */
export const signatureList = (certificate: Buffer): Buffer => {
  const size = owner.length + certificate.length;
  return Buffer.concat([x509List, u32(28 + size), u32(0), u32(size), owner, certificate]);
};
