import type { Forecast } from "../../../src/contents/forecast.ts";
import { glyphs } from "../../charts/glyphs.ts";
import { scatter } from "../../charts/scatter.ts";
import { megabytes, minutes } from "../../ui/format.ts";
import type { Section } from "../../ui/frame/panes.ts";
import { signs } from "../../ui/signs.ts";

const rowsOfPicture = 12;

/** What each algorithm and level makes of the image, and how long that takes; the chosen one is marked. */
export const packingSection = ({ packings }: Forecast): Section => {
  const all = packings();
  return {
    title: "MB by time to pack",
    draw: (columns, rows) =>
      scatter(
        all.map(({ compression, label, bytes, seconds, chosen }, index) => ({
          ...{ x: seconds, y: bytes / 1e6, label, chosen },
          end: [index - 1, index + 1].some((beside) => all[beside]?.compression !== compression),
        })),
        {
          ...{ width: columns, height: Math.min(rows, rowsOfPicture), glyphs, more: signs.more },
          ...{ xText: minutes, yText: (value) => String(Math.round(value)), colour: "accent" },
        },
      ),
    words: () =>
      `Size and time to pack: ${all.map(({ label, bytes, seconds, chosen }) => `${label} ${megabytes(bytes)} in ${minutes(seconds)}${chosen ? ", chosen" : ""}`).join("; ")}.`,
  };
};
