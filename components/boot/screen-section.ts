import { looksOf } from "../../src/boot/picture/looks.ts";
import type { Picture } from "../../src/boot/picture/picture.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import { run } from "../charts/line.ts";
import { pictureLines } from "../charts/picture.ts";
import type { Section } from "../ui/frame/panes.ts";

const saidOf = {
  blank: "blank",
  text: "a text console",
  drawn: "something drawn",
} as const;

/** What a client's screen shows, in a sentence. */
export const screenWords = (picture: Picture | undefined): string => {
  if (!picture) return "There is no picture of the client's screen yet.";
  const { kind, colours } = looksOf(picture);
  return `The client's screen, ${picture.width} by ${picture.height}: ${saidOf[kind]}, ${colours} colours.`;
};

/** The client's screen as it is now. */
export const screenSection = (picture: Picture | undefined, inWords: boolean): Section => ({
  title: picture ? `Screen ${picture.width}x${picture.height}` : "Screen",
  draw: (columns, rows) =>
    picture && !inWords
      ? pictureLines(picture, columns, rows)
      : wrapWords(screenWords(picture), columns).map((text) => [run(text, { dim: true })]),
  words: () => screenWords(picture),
});
