import type { Forecast } from "../../../src/contents/forecast.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { seriesGlyph, stackedBar } from "../../charts/bar.ts";
import { glyphs } from "../../charts/glyphs.ts";
import { type Line, run } from "../../charts/line.ts";
import type { Colour } from "../../theme.ts";
import { gibibyte, gibibytes } from "../../ui/format.ts";
import type { Section } from "../../ui/frame/panes.ts";
import { signs } from "../../ui/signs.ts";
import { zramGain } from "../zram-gain.ts";

const sizeText = (bytes: number) => `${bytes / gibibyte} GiB`;

/** How a client of a size divides its memory: image, programs, what is free, and what zram adds. */
export const memorySection = (cost: Forecast, zram: Settings["zram"], memory: number): Section => {
  const free = memory - cost.imageBytes - cost.programBytes;
  const gain = zramGain(memory, zram);
  const part = (name: string, bytes: number, colour: Colour) => ({
    ...{ bytes, colour, text: `${name}${(bytes / gibibyte).toFixed(1)} GiB` },
  });
  const parts = [
    part("image ", cost.imageBytes, "chart1"),
    part("programs ", cost.programBytes, "chart2"),
    part("free ", Math.max(0, free), "good"),
    // On top of the memory that there is.
    part("zram +", gain, "chart5"),
  ];
  const short = `too small: it needs ${gibibytes(cost.clientBytes)}`;
  const legend = parts.filter(({ bytes }) => bytes > 0).map(({ text }) => text);
  return {
    title: `A client with < ${sizeText(memory)} >`,
    draw: (columns) => {
      const longest = Math.max(...parts.map(({ text }) => text.length)) + 1;
      const beside = 2 * (longest + 1) <= columns ? 2 : 1;
      const width = Math.floor(columns / beside);
      const legends: Line[] = [];
      for (const [index, { text, colour }] of parts.entries()) {
        const entry = [run(seriesGlyph(index, glyphs), { colour }), run(` ${text}`.padEnd(width - 1))];
        if (index % beside === 0) legends.push(entry);
        else legends.push([...(legends.pop() ?? []), ...entry]);
      }
      return [
        stackedBar(
          parts.map(({ bytes, colour }) => ({ value: bytes, colour })),
          columns,
          glyphs,
        ),
        ...legends,
        ...(free < 0 ? [[run(`${signs.warning} ${short}`, { colour: "warning" as const })]] : []),
      ];
    },
    words: () =>
      `A client with ${sizeText(memory)} of memory: ${legend.join(", ")}${free < 0 ? `; ${short}` : ""}.`,
  };
};
