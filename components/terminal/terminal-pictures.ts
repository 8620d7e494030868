import { createContext, useContext, useEffect, useState } from "react";
import { type Pictures, pictureKinds } from "../../src/boot/picture/kinds.ts";
import { onlyBlocks, type PictureSupport, questionFor, supportOf } from "./picture-support.ts";
import type { TerminalInput } from "./terminal-input.ts";
import type { TerminalOutput } from "./terminal-output.ts";

/** How long a terminal has for its answer, in milliseconds. Until then pictures are drawn with characters. */
const patience = 500;

/** What somebody has chosen; undefined for what the terminal itself supports. Pure. */
export const chosenPictures = (env: NodeJS.ProcessEnv): Pictures | undefined =>
  pictureKinds.find((kind) => kind === env.THINSMITH_PICTURES);

/**
 * How pictures are drawn on a terminal. It is asked when the first picture is to be drawn, and not before.
 */
export class TerminalPictures {
  private asked: Promise<Pictures> | undefined;

  constructor(
    private readonly input: TerminalInput,
    private readonly output: TerminalOutput,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  readonly ask = (): Promise<Pictures> => {
    this.asked ??= this.find();
    return this.asked;
  };

  private async find(): Promise<Pictures> {
    const chosen = chosenPictures(this.env);
    if (chosen === "blocks" || chosen === "none") return chosen;
    const question = questionFor(this.env);
    const answered =
      question === "" ? "" : await this.input.answersTo(() => this.output.ask(question), patience);
    const support = question === "" ? onlyBlocks : supportOf(this.env, answered);
    return this.use({ ...support, pictures: chosen ?? support.pictures });
  }

  private async use({ pictures, cell }: PictureSupport): Promise<Pictures> {
    if (pictures === "blocks" || pictures === "none") return pictures;
    const { PicturePainter } = await import("./picture-painter.ts");
    this.output.showPictures(new PicturePainter(pictures, cell));
    return pictures;
  }
}

const PicturesContext = createContext<() => Promise<Pictures>>(async () => "blocks");
export const PicturesProvider = PicturesContext.Provider;

/** How pictures are drawn. @param needed whether there are any */
export const usePictures = (needed: boolean): Pictures => {
  const ask = useContext(PicturesContext);
  const [pictures, setPictures] = useState<Pictures>("blocks");
  useEffect(() => {
    if (needed) void ask().then(setPictures);
  }, [needed, ask]);
  return pictures;
};
