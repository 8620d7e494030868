import type { PictureProtocol } from "../../src/boot/picture/kinds.ts";
import { encoded, removed } from "../../src/boot/picture/protocols.ts";
import type { Segment, SegmentImage } from "./overlay.ts";
import type { PictureSupport } from "./picture-support.ts";

/** A picture at its place on the screen. */
interface Placed extends SegmentImage {
  readonly row: number;
  readonly column: number;
}

const placeOf = ({ row, column, columns, rows }: Placed) => [row, column, columns, rows].join(" ");

/** Whether a segment lies on a picture. */
const covers = ({ row, column, width }: Segment, on: Placed): boolean =>
  row >= on.row && row < on.row + on.rows && column < on.column + on.columns && column + width > on.column;

/**
 * Draws the picture of a screen over the characters that are drawn for it in any case: where the terminal does not know the
 * protocol after all, these are seen.
 */
export class PicturePainter {
  private shown: Placed | undefined;

  constructor(
    private readonly protocol: PictureProtocol,
    private readonly cell: PictureSupport["cell"],
  ) {}

  /**
   * What the terminal is to get behind the segments that have changed.
   * @param fresh the screen has been cleared
   */
  paint(segments: readonly Segment[], changed: readonly Segment[], fresh: boolean): string {
    const before = this.shown;
    const [now] = segments.flatMap(({ row, column, image }): Placed[] =>
      image ? [{ ...image, row, column: column + image.at }] : [],
    );
    this.shown = now;
    if (!now) return before ? removed(this.protocol) : "";
    const same = before?.picture === now.picture && placeOf(before) === placeOf(now);
    if (same && !fresh && !changed.some((segment) => covers(segment, now))) return "";
    return `\x1b[${now.row + 1};${now.column + 1}H${encoded(now.picture, this.protocol, now, this.cell)}`;
  }

  /** What takes the picture off the screen. */
  end(): string {
    return this.shown ? removed(this.protocol) : "";
  }
}
