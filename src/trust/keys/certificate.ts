import { runWithSecret, runWithToken, tokenEngine } from "./token.ts";

/**
 * For how long certificates hold. Firmware does not look at it, but signing does; new ones have to be brought into every
 * machine.
 */
const days = 20 * 365;

const request = (subject: string, key: readonly string[]): string[] => [
  ...["openssl", "req", "-new", "-x509", "-sha256", "-days", String(days), "-subj", `/CN=${subject}`, ...key],
  ...["-addext", "basicConstraints=critical,CA:FALSE", "-addext", "keyUsage=critical,digitalSignature"],
  ...["-addext", "extendedKeyUsage=codeSigning"],
];

/** A certificate, in PEM, that a private key signs for itself. @param key PEM without passphrase */
export const selfSigned = (subject: string, key: string): Promise<string> =>
  runWithSecret(request(subject, ["-key", "/dev/stdin"]), key);

/** The same for a key in a token. @throws ThinsmithError where it cannot be used */
export const selfSignedByToken = (subject: string, uri: string, pin: string | undefined): Promise<string> =>
  runWithToken((key) => request(subject, [...tokenEngine, "-keyform", "engine", "-key", key]), uri, pin);
