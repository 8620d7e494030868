import { hostName } from "./grammar.ts";
import { shown, shownCharacter } from "./shown.ts";

const escaped = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");

const parts = /^([A-Za-z][A-Za-z0-9+.-]*:\/\/)([^/?#]*)(.*)$/s;

const asciiHost = (authority: string): string => {
  if (/^[\x00-\x7f]*$/.test(authority) || !URL.canParse(`http://${authority}`)) return authority;
  const { host, username } = new URL(`http://${authority}`);
  return username === "" ? host : authority;
};

/**
 * The same address as browsers send it: scheme in lower case, letters beyond ASCII as punycode in the host and as
 * UTF-8 with percent signs behind it. What is no address stays as it is. Pure.
 */
export const asciiAddress = (text: string): string => {
  const [, scheme, authority = "", rest = ""] = parts.exec(text) ?? [];
  if (scheme === undefined) return text;
  return scheme.toLowerCase() + asciiHost(authority) + rest.replace(/[^\x00-\x7f]+/g, escaped);
};

const authorityProblem = (authority: string): string | undefined => {
  if (authority.includes("@"))
    return "a name or password before @ would be there for everybody to read; leave it out";
  const [, host = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(authority) ?? [];
  if (host === "") return "the host is missing after //";
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    return `${shown(port)} is no port; one is a number from 1 to 65535`;
  const isHost = host.startsWith("[") || hostName.safeParse(host).success;
  if (!isHost || !URL.canParse(`http://${host}`)) return `${shown(host)} is no host name`;
  return undefined;
};

/** Sub-delimiters and such of RFC 3986, but for the apostrophe, which quotes in too many places. */
const pageCharacter = /[A-Za-z0-9._~!$&()*+,;=:@%/?#[\]-]/;

/** What is wrong with the address of a web page, after asciiAddress(), without the address itself. Pure. */
const pageProblem = (text: string): string | undefined => {
  const [, scheme, authority = "", rest = ""] = parts.exec(text) ?? [];
  if (scheme === undefined) {
    const meant = `https://${text}`;
    const advice = pageProblem(meant) === undefined ? `, such as ${meant}` : "";
    return `an address begins with http:// or https://${advice}`;
  }
  if (!/^https?:\/\/$/.test(scheme)) return `${scheme} is not shown; only http:// and https:// are`;
  const unfit = [...rest].find((character) => !pageCharacter.test(character));
  if (unfit !== undefined)
    return `${shownCharacter(unfit)} does not stand in an address; write it as ${escaped(unfit)}`;
  return authorityProblem(authority);
};

/** What is wrong with the address of a web page, in a sentence that names it. Pure. */
export const pageUrlProblem = (text: string): string | undefined => {
  const problem = pageProblem(text);
  return problem && `${shown(text)} is not allowed: ${problem}`;
};
