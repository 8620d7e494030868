/** Blanks and marks that come with copied text, and quotes around it. */
const around = /[\s\u200b-\u200f\u2060\ufeff"'`“”„«»]/;

/** Letter by letter: a pattern for the end of a text takes quadratic time where many blanks are in its middle. */
const withoutAround = (text: string): string => {
  let [from, to] = [0, text.length];
  while (from < to && around.test(text.charAt(from))) from += 1;
  while (to > from && around.test(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
};

/** A path as it stands in an image: no slash at its ends, none twice. */
const asImagePath = (text: string) => text.replace(/\/{2,}/g, "/").replace(/^(\.?\/)+|\/$/g, "");

/** 2 GB, 2gib and 2g as 2G. */
const asSize = (text: string) =>
  text.replace(/^(\d+)\s*([kmg])(i?b)?$/i, (_, number: string, unit: string) => number + unit.toUpperCase());

/** Twelve hexadecimal digits, however they are grouped, in pairs. */
const asMac = (text: string) => {
  const digits = text.replace(/[:. -]/g, "");
  return /^[0-9a-f]{12}$/i.test(digits) ? (digits.match(/../g)?.join(":") ?? text) : text;
};

/**
 * What a text that does not fit was probably meant to be, the smallest change first: blanks and quotes around it, slashes of
 * a path, the unit of a size, the case of letters. The schema says which of them fits. Pure.
 * @param known values that the setting may have
 */
export const mendings = (text: string, known: readonly string[] = []): string[] => {
  const bare = withoutAround(text);
  const same = known.find((value) => value.toLowerCase() === bare.toLowerCase());
  const tried = [bare, ...(same === undefined ? [] : [same]), asImagePath(bare), asSize(bare), asMac(bare)];
  return [...new Set(tried)].filter((one) => one !== text && one !== "");
};
