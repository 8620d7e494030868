/** What a key of a site is for. The names of db, KEK and PK are those of the UEFI specification. */
export const keyKinds = {
  release: "signs releases and client files",
  db: "signs what firmware starts",
  KEK: "signs changes of the firmware's db",
  PK: "owns the firmware's keys",
} as const;

export type KeyKind = keyof typeof keyKinds;

/** The kinds that firmware knows: RSA, each with a certificate. The release key is Ed25519 and has none. */
export const firmwareKinds = ["db", "KEK", "PK"] as const;
export type FirmwareKind = (typeof firmwareKinds)[number];

/** Files of a key in the directory of its set: the private key, and what may be given away. */
export const filesOf = (kind: KeyKind) => ({
  secret: `${kind}.key`,
  open: kind === "release" ? "release.pub" : `${kind}.crt`,
});
