import { shown, shownCharacter } from "./shown.ts";
import { asciiAddress } from "./web-address.ts";

/**
 * What one word of a kernel command line may hold. It also stands in a script of iPXE, which has no quotes but takes
 * such a word as it is unless it begins with # or is an operator; on an APPEND line of pxelinux, which goes to the
 * kernel as it is; and in single quotes in GRUB's configuration (release/loader-files.ts). Kernel, systemd and GRUB see
 * quotes and backslashes inside.
 */
const allowed = /[A-Za-z0-9_.!#$%&()*+,/:;<=>?@[\]^{|}~-]/;

const reasonFor = (character: string): string => {
  if (/\s/.test(character))
    return "it would end the parameter; inside a value thinsmith's own are written with %";
  if (/["'`\\]/.test(character)) return "boot loader, kernel and systemd would take it for a quote";
  if (/[^\x00-\x7f]/.test(character))
    return "iPXE on UEFI changes letters beyond ASCII; in an address write them as %XX, else use the setting in place of the parameter";
  return "the boot loader or the kernel would not take it as it is";
};

/** NAME=http://... with the address as browsers send it. Pure. */
export const asciiBootWord = (word: string): string =>
  word.replace(
    /^([A-Za-z0-9_.-]+=)(https?:\/\/.*)$/is,
    (_, name: string, address: string) => name + asciiAddress(address),
  );

/** What is wrong with a boot parameter, in a sentence that names it and the character. Pure. */
export const bootWordProblem = (word: string): string | undefined => {
  const say = (problem: string) => `${shown(word)} is not allowed as a boot parameter: ${problem}`;
  if (word === "") return say("it is empty; one is NAME or NAME=VALUE");
  const unfit = [...word].find((character) => !allowed.test(character));
  if (unfit !== undefined) return say(`${shownCharacter(unfit)} cannot be in one, since ${reasonFor(unfit)}`);
  if (!/^[A-Za-z0-9_.]/.test(word))
    return say(`it begins with ${word[0]}, and not with a letter, a digit, _ or .`);
  if (word.includes("${")) return say("${ cannot be in one, since iPXE would put one of its settings there");
  return undefined;
};
