import type { EntryType } from "../entry.ts";

/** The condition that one word of a filter stands for. */
export type Wish =
  | { readonly kind: "name" | "path" | "package" | "owner" | "group"; readonly text: string }
  | { readonly kind: "size"; readonly larger: boolean; readonly bytes: number }
  | { readonly kind: "type"; readonly types: readonly EntryType[] }
  | { readonly kind: "setuid" | "setgid" | "world-writable" | "changed" | "added" };

interface Term {
  readonly wish: Wish;
  /** Whether the wish must not hold. */
  readonly negated: boolean;
}

/** A node matches if all terms hold. */
export interface Filter {
  readonly terms: readonly Term[];
}

const typeNames: Readonly<Record<string, readonly EntryType[]>> = {
  file: ["file"],
  directory: ["directory"],
  dir: ["directory"],
  link: ["link"],
  symlink: ["link"],
  device: ["character", "block"],
  fifo: ["fifo"],
  socket: ["socket"],
};

const flags = ["setuid", "setgid", "world-writable", "changed", "added"] as const;

const units: Readonly<Record<string, number>> = { "": 0, k: 1, m: 2, g: 3, t: 4 };

interface Word {
  readonly word: string;
  readonly quoted: boolean;
  readonly negated: boolean;
}

/** Splits a filter into words. A word in double quotes may have spaces and is always a name. */
const wordsOf = (text: string): Word[] =>
  [...text.matchAll(/(-?)"([^"]*)"?|(\S+)/g)].flatMap(([, minus, quoted, plain]): Word[] => {
    if (quoted !== undefined) return quoted ? [{ word: quoted, quoted: true, negated: minus === "-" }] : [];
    const word = plain ?? "";
    const negated = word.length > 1 && word.startsWith("-");
    return [{ word: negated ? word.slice(1) : word, quoted: false, negated }];
  });

const sizeWish = (word: string): Wish | string => {
  const parts = /^([<>])(\d+(?:\.\d+)?)([kmgt]?)(i?)b?$/i.exec(word);
  if (!parts) return `${word} is not a size: write >10M, <4k or >1.5G.`;
  const [, sign, digits, unit = "", binary] = parts;
  const bytes = Number(digits) * (binary ? 1024 : 1000) ** (units[unit.toLowerCase()] ?? 0);
  return { kind: "size", larger: sign === ">", bytes };
};

const namedWish = (kind: string, text: string): Wish | string | undefined => {
  switch (kind) {
    case "type": {
      const types = typeNames[text.toLowerCase()];
      return types ? { kind: "type", types } : `type: must be one of ${Object.keys(typeNames).join(", ")}.`;
    }
    case "package":
    case "owner":
    case "group":
      return text === "" ? `${kind}: needs a name after it.` : { kind, text };
    case "name":
      return text === "" ? "name: needs a name after it." : nameWish(text);
    default:
      return undefined;
  }
};

const nameWish = (text: string): Wish => ({ kind: text.includes("/") ? "path" : "name", text });

const wishOf = (word: string, quoted: boolean): Wish | string => {
  if (quoted) return nameWish(word);
  if (/^[<>]/.test(word)) return sizeWish(word);
  const flag = flags.find((name) => name === word.toLowerCase());
  if (flag) return { kind: flag };
  const colon = word.indexOf(":");
  return (
    (colon > 0 ? namedWish(word.slice(0, colon).toLowerCase(), word.slice(colon + 1)) : undefined) ??
    nameWish(word)
  );
};

/** Parses a filter that a person types (words.ts). @returns the filter or an error message. An empty filter matches all. */
export const parseFilter = (text: string): Filter | { readonly error: string } => {
  const terms: Term[] = [];
  for (const { word, quoted, negated } of wordsOf(text)) {
    const wish = wishOf(word, quoted);
    if (typeof wish === "string") return { error: wish };
    terms.push({ wish, negated });
  }
  return { terms };
};
