import { X509Certificate } from "node:crypto";

const day = 24 * 60 * 60;

/** When a certificate begins to be valid, in seconds since 1970; nothing where it cannot be read. */
const validFrom = (pem: string): number[] => {
  try {
    const begin = Date.parse(new X509Certificate(pem).validFrom) / 1000;
    return Number.isNaN(begin) ? [] : [begin];
  } catch {
    return [];
  }
};

/**
 * The time before which no client's clock stays, in seconds since 1970. It is the date of what the image is made of. A site's
 * own authority may be younger than that, and the certificates of its servers are younger still: hence a day after it. Pure.
 * @param certificates in PEM, any number; "" if the site has none
 */
export const clockFloor = (epoch: number, certificates: string): number => {
  const blocks = certificates.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? [];
  return Math.max(epoch, ...blocks.flatMap(validFrom).map((begin) => begin + day));
};
