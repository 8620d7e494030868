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
 * The same address as browsers send it: scheme in lower case, letters outside ASCII as punycode in the host and as
 * UTF-8 with percent signs after it. A text that is not an address stays unchanged. Pure.
 */
export const asciiAddress = (text: string): string => {
  const [, scheme, authority = "", rest = ""] = parts.exec(text) ?? [];
  if (scheme === undefined) return text;
  return scheme.toLowerCase() + asciiHost(authority) + rest.replace(/[^\x00-\x7f]+/g, escaped);
};

const authorityProblem = (authority: string): string | undefined => {
  if (authority.includes("@")) return "everybody could read a name or password before @; leave it out";
  const [, host = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(authority) ?? [];
  if (host === "") return "the host is missing after //";
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    return `${shown(port)} is not a port number from 1 to 65535`;
  const isHost = host.startsWith("[") || hostName.safeParse(host).success;
  if (!isHost || !URL.canParse(`http://${host}`)) return `${shown(host)} is not a host name`;
  return undefined;
};

/** Characters of RFC 3986, except the apostrophe, which is a quote in too many places. */
const pageCharacter = /[A-Za-z0-9._~!$&()*+,;=:@%/?#[\]-]/;

/** What is wrong with the address of a web page, after asciiAddress(), without the address itself. Pure. */
const pageProblem = (text: string): string | undefined => {
  const [, scheme, authority = "", rest = ""] = parts.exec(text) ?? [];
  if (scheme === undefined) {
    const meant = `https://${text}`;
    const advice = pageProblem(meant) === undefined ? `, such as ${meant}` : "";
    return `an address begins with http:// or https://${advice}`;
  }
  if (!/^https?:\/\/$/.test(scheme)) return `${scheme} is not supported; use http:// or https://`;
  const unfit = [...rest].find((character) => !pageCharacter.test(character));
  if (unfit !== undefined)
    return `${shownCharacter(unfit)} is not allowed in an address; write it as ${escaped(unfit)}`;
  return authorityProblem(authority);
};

/** What is wrong with the address of a web page, in a sentence that names it. Pure. */
export const pageUrlProblem = (text: string): string | undefined => {
  const problem = pageProblem(text);
  return problem && `${shown(text)} is not allowed: ${problem}`;
};
