/**
 * Each of these is a character of its own (Unicode Standard Annex 29, GB999): it joins no other. Controls but for the
 * carriage return, letters before the combining marks, punctuation, arrows, technical signs, lines, blocks and dingbats.
 */
export const apart = /^[\0-\x0c\x0e-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u23ff\u2500-\u27bf]*$/;

/** The real one: tests put the class below in its place. */
export const { Segmenter } = globalThis.Intl;

/** As Intl.Segmenter gives them: each unit of a text is a character. */
class Characters {
  /** @param {string} input */
  constructor(input) {
    this.input = input;
  }

  containing(at = 0) {
    const index = Math.trunc(at);
    const segment = this.input[index];
    return segment === undefined ? undefined : { segment, index, input: this.input };
  }

  *[Symbol.iterator]() {
    const { input } = this;
    for (let index = 0; index < input.length; index += 1)
      yield { segment: input.charAt(index), index, input };
  }
}

/**
 * Stands for Intl.Segmenter in the bundle and in tests. The real one takes tens of milliseconds to be made, and Ink splits
 * all that it draws by it: text whose characters all stand apart is split without.
 */
export class QuickSegmenter {
  /** @param {ConstructorParameters<typeof Intl.Segmenter>} options */
  constructor(...options) {
    this.options = options;
    /** @type {Intl.Segmenter | undefined} */
    this.segmenter = undefined;
  }

  /** @param {string} text */
  segment(text) {
    const [, { granularity = "grapheme" } = {}] = this.options;
    if (granularity === "grapheme" && apart.test(text)) return new Characters(text);
    this.segmenter ??= new Segmenter(...this.options);
    return this.segmenter.segment(text);
  }
}
