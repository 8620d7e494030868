import { z } from "zod";

/**
 * Grammars for every string that later reaches a shell, a kernel command line or a configuration file. All are anchored.
 * None permits white space, quotes, control characters or a leading dash, so that a valid value is neither an option nor
 * two words.
 */
const matching = (pattern: RegExp, says: string) => z.string().max(2048).regex(pattern, says);

/** Debian Policy 5.6.1: lower case letters, digits, plus, minus, full stop; at least two characters. */
export const packageName = matching(
  /^[a-z0-9][a-z0-9+.-]+$/,
  "a package name: lower case letters, digits, + - .",
);

/** Debian Policy 5.6.12, without white space. */
export const packageVersion = matching(
  /^[0-9][A-Za-z0-9.+:~-]*$/,
  "a package version: begins with a digit, letters, digits, . + : ~ -",
);

/** As dpkg names it; `all` for packages of every architecture. */
export const architecture = matching(/^[a-z0-9][a-z0-9-]*$/, "an architecture such as amd64 or all");

export const suiteName = matching(/^[a-z][a-z0-9.-]*$/, "a suite name such as trixie or noble");

/** useradd(8) NAME_REGEX on Debian, without the trailing dollar; not root, which would be logged in automatically. */
export const userName = matching(
  /^(?!root$)[a-z_][a-z0-9_-]{0,30}$/,
  "a user name: begins with a lower case letter, at most 31 of a-z 0-9 _ -, and not root",
);

/** RFC 1123 labels. */
export const hostName = matching(
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
  "a host name or an IPv4 address",
);

export const httpUrl = matching(
  /^https?:\/\/[A-Za-z0-9.[\]:-]+(\/[A-Za-z0-9._~!$&()*+,;=:@%/-]*)?$/,
  "an http:// or https:// address without spaces or quotes",
);

const notUpward = "(?!.*(^|[/|])\\.\\.([/|]|$))";
const address =
  "((https?|tftp):\\/\\/[A-Za-z0-9.[\\]:-]+(\\/[A-Za-z0-9._~+%=@/-]*)?|\\/?[A-Za-z0-9._~+%=][A-Za-z0-9._~+%=@/-]*)";

/** One file to fetch: a URL, or a path on the boot server. */
export const fetchAddress = matching(
  new RegExp(`^${notUpward}${address}$`),
  "an http, https or tftp URL, or a path on the boot server, without spaces or quotes",
);

/** What `rooturl=`, `homeurl=` take: addresses of the same file on several servers. */
export const fetchAddresses = matching(
  new RegExp(`^${notUpward}${address}(\\|${address})*$`),
  "http, https or tftp URLs, or paths on the boot server, separated by |, without spaces or quotes",
);

/** A server, with its port if that is not the usual one. */
export const authority = z
  .string()
  .max(2048)
  .refine(
    (text) => {
      const [host, port = "80", ...more] = text.split(":");
      return (
        hostName.safeParse(host).success &&
        /^[1-9]\d{0,4}$/.test(port) &&
        Number(port) < 65536 &&
        more.length === 0
      );
    },
    { error: "a host name or an IPv4 address, and a port after a colon if it is not the usual one" },
  );

/** XKB layout and, after a colon, its variant. */
export const keyboardLayout = matching(
  /^[a-z]{2,12}(:[a-z0-9_-]{1,32})?$/,
  "a keyboard layout such as us, de or de:nodeadkeys",
);

/** A file of the machine that thinsmith runs on. It is opened, and never a word of a command. */
export const fileHere = z
  .string()
  .regex(/^(?![a-z]+:\/\/)[^\x00-\x1f\x7f]{1,1024}$/, "a file of this machine");

/** A file of this machine, or the URL to fetch it from. */
export const fileOrUrl = matching(
  /^(https?:\/\/[A-Za-z0-9.[\]:-]+\/[A-Za-z0-9._~+%=@/-]+|(?!-)(?![a-z]+:\/\/)[^\x00-\x1f\x7f]{1,1024})$/,
  "a file of this machine, or an http:// or https:// address",
);

export const sha256 = z
  .string()
  .max(2048)
  .overwrite((text) => text.trim().toLowerCase())
  .regex(
    /^[0-9a-f]{64}$/,
    "a sha256 of 64 hexadecimal digits: copy only the digits that sha256sum prints before the file's name",
  );

/** A path below the image's root as mksquashfs -wildcards reads it, without the leading slash. */
export const imagePath = matching(
  /^(?!.*(^|\/)\.\.?(\/|$))[A-Za-z0-9._@+*?~:][A-Za-z0-9._@+*?~:-]*(\/[A-Za-z0-9._@+*?~:-]+)*$/,
  "a path in the image without leading slash, such as usr/share/doc/* (letters, digits, . _ - @ + ~ : * ?)",
);

/** A path in a release's directory. It is the same in the file system, in a URL and in the client's configuration. */
export const servedPath = matching(
  /^(?!\.)[A-Za-z0-9_.+~@-]+(\/(?!\.)[A-Za-z0-9_.+~@-]+)*$/,
  "letters, digits and - _ . + ~ @, no part beginning with a dot",
);

/** MAC address as on the label of a network card: six pairs of hexadecimal digits. */
export const macAddress = matching(
  /^[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(\1[0-9A-Fa-f]{2}){4}$/,
  "a network card's address such as 52:54:00:12:34:56",
);

/** A release's id, or the name of an image, which means its current release. */
export const releaseWord = matching(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/,
  "the id of a release, or the name of an image",
);

/** tmpfs(5) size: bytes with a suffix, or a percentage of memory. */
export const memorySize = matching(
  /^([1-9][0-9]*[KMG]|[1-9][0-9]?%|100%)$/,
  "a size such as 512M or 2G, or a percentage such as 50%",
);

export const timezone = matching(
  /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/,
  "a time zone such as Europe/Vienna",
);

export const timeOfDay = matching(/^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$/, "a time such as 22:30:00");

/** crypt(5) hash, as `mkpasswd` prints it. */
export const passwordHash = matching(
  /^\$(y|gy|7|6|5|2[aby])\$[A-Za-z0-9./$=,]+$/,
  "a crypt(5) hash as mkpasswd prints it, not the password itself",
);

/** Name of a preset, and of its directory below the output directory. */
export const presetName = matching(
  /^[a-z0-9][a-z0-9._-]{0,63}$/,
  "a name of at most 64 of a-z 0-9 . _ - that begins with a letter or digit",
);

/** A Vagrant box by its name, or a file. */
export const boxName = matching(
  /^(?!.*(^|\/)\.\.?$)([A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9._-]+)?|[A-Za-z0-9._~+/-]+\.box)$/,
  "a Vagrant box such as debian/trixie64, or a file that ends in .box",
);

export const boxVersion = matching(/^[0-9][0-9A-Za-z.-]*$/, "a version such as 12.20250126.1");

/** RFC 1918 networks of 256 addresses. */
export const privateNetwork = matching(
  /^(10\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.)(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])\.0\/24$/,
  "a private network of 256 addresses, such as 192.168.10.0/24",
);

/**
 * A key in a PKCS#11 token, by its URI (RFC 7512). It becomes a word of the arguments of openssl and sbsign, which everybody
 * who lists processes can read: no PIN in it.
 */
export const tokenUri = matching(
  /^pkcs11:(?!.*pin-value)[A-Za-z0-9._~%+:@/=;?&-]+$/,
  "a pkcs11: URI without pin-value, such as pkcs11:token=site;object=db",
);
