import { shown, shownCharacter } from "./shown.ts";
import { asciiAddress } from "./web-address.ts";

/**
 * Characters of one word of a kernel command line. The word is also written into a script of iPXE, which has no quotes but
 * leaves such a word unchanged unless it begins with # or is an operator; into an APPEND line of pxelinux, which passes it
 * unchanged; and in single quotes into GRUB's configuration (release/loader-files.ts). Kernel, systemd and GRUB interpret
 * quotes and backslashes in it.
 */
const allowed = /[A-Za-z0-9_.!#$%&()*+,/:;<=>?@[\]^{|}~-]/;

const reasonFor = (character: string): string => {
  if (/\s/.test(character))
    return "it would end the parameter; in the values of thinsmith's own parameters, write % for a space";
  if (/["'`\\]/.test(character)) return "boot loader, kernel and systemd would treat it as a quote";
  if (/[^\x00-\x7f]/.test(character))
    return "iPXE on UEFI changes letters outside ASCII; in an address write them as %XX, else use the setting instead of the parameter";
  return "the boot loader or the kernel would change it";
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
  if (word === "") return say("it is empty; write NAME or NAME=VALUE");
  const unfit = [...word].find((character) => !allowed.test(character));
  if (unfit !== undefined)
    return say(`${shownCharacter(unfit)} is not allowed in it, because ${reasonFor(unfit)}`);
  if (!/^[A-Za-z0-9_.]/.test(word))
    return say(`it begins with ${word[0]}, not with a letter, a digit, _ or .`);
  if (word.includes("${"))
    return say("${ is not allowed in it, because iPXE would replace it by one of its settings");
  return undefined;
};
