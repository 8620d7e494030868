import type { Forecast } from "../../../src/contents/forecast.ts";
import { glyphs } from "../../charts/glyphs.ts";
import { scatter } from "../../charts/scatter.ts";
import { minutes } from "../../ui/format.ts";
import type { Section } from "../../ui/frame/panes.ts";
import { signs } from "../../ui/signs.ts";
import { megabytes } from "../amounts.ts";

const rowsOfPicture = 12;

/** What each algorithm and level makes of the image, and how long that takes; the chosen one is marked. */
export const packingSection = ({ packings: all }: Forecast): Section => {
  return {
    title: "MB by time to pack",
    draw: (columns, rows) =>
      scatter(
        all.map(({ label, bytes, seconds, chosen }) => ({ x: seconds, y: bytes / 1e6, label, chosen })),
        {
          ...{ width: columns, height: Math.min(rows, rowsOfPicture), glyphs, more: signs.more },
          ...{ xText: minutes, yText: (value) => String(Math.round(value)), colour: "accent" },
        },
      ),
    words: () =>
      `Size and time to pack: ${all.map(({ label, bytes, seconds, chosen }) => `${label} ${megabytes(bytes)} in ${minutes(seconds)}${chosen ? ", chosen" : ""}`).join("; ")}.`,
  };
};
