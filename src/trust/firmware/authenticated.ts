import { ThinsmithError } from "../../system/errors.ts";
import type { FirmwareKind } from "../keys/kinds.ts";
import { efiTime, guid, keyAttributes, u32, vendorOf } from "./efi.ts";

const pkcs7Type = guid("4aafd29d-68df-49ee-8aa9-347d375665a7");
/** WIN_CERT_TYPE_EFI_GUID, and the only revision that there is. */
const [certificateType, revision] = [0x0ef1, 0x0200];
const certificateHeader = 24;

/** 1.2.840.113549.1.7.2 and 2.16.840.1.101.3.4.2.1, with tag and length. */
const signedDataId = Buffer.from("06092a864886f70d010702", "hex");
const sha256Id = Buffer.from("0609608648016503040201", "hex");
/** Where firmware looks for the digest of a SignedData whose length has two bytes. */
const digestAt = 11;

const unusable = () =>
  new ThinsmithError("openssl made a signature that firmware does not take.", {
    remedy: "Use OpenSSL 3 and an RSA key: thinsmith keys make.",
  });

/** Where the content of a DER value is, whose length has two bytes, as that of any signature with a certificate has. */
const contentAt = (der: Buffer, at: number, tag: number): { readonly from: number; readonly to: number } => {
  const from = at + 4;
  const fits = from <= der.length && der[at] === tag && der[at + 1] === 0x82;
  const to = fits ? from + der.readUInt16BE(at + 2) : 0;
  if (!fits || to > der.length) throw unusable();
  return { from, to };
};

/**
 * The SignedData of a PKCS#7 message in DER, without the ContentInfo around it: EDK2 takes both only since 2023, and other
 * firmware is older. Pure.
 * @throws ThinsmithError where it is none by SHA-256
 */
export const bareSignedData = (der: Buffer): Buffer => {
  const info = contentAt(der, 0, 0x30);
  const explicit = contentAt(der, info.from + signedDataId.length, 0xa0);
  const { to } = contentAt(der, explicit.from, 0x30);
  const signed = der.subarray(explicit.from, to);
  if (
    !der.subarray(info.from, info.from + signedDataId.length).equals(signedDataId) ||
    !signed.subarray(digestAt, digestAt + sha256Id.length).equals(sha256Id)
  )
    throw unusable();
  return signed;
};

/**
 * What the signature of a change to a key variable covers: its name without a NUL, its GUID, its attributes, the time and the
 * new content (UEFI specification 8.2.2). Pure.
 */
export const signedBytes = (kind: FirmwareKind, at: Date, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(kind, "utf16le"), vendorOf[kind], u32(keyAttributes), efiTime(at), content]);

/**
 * A change to a key variable: EFI_VARIABLE_AUTHENTICATION_2, then the new content. This is what an .auth file has. Pure.
 * @param signedData a SignedData over `signedBytes`
 */
export const authenticated = (at: Date, signedData: Buffer, content: Buffer): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(certificateHeader + signedData.length, 0);
  header.writeUInt16LE(revision, 4);
  header.writeUInt16LE(certificateType, 6);
  return Buffer.concat([efiTime(at), header, pkcs7Type, signedData, content]);
};
