import type { Forecast } from "../../../src/contents/forecast.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { stackedBar } from "../../charts/bar.ts";
import { glyphs } from "../../charts/glyphs.ts";
import { type Line, run } from "../../charts/line.ts";
import type { Colour } from "../../theme.ts";
import type { Section } from "../../ui/frame/panes.ts";
import { signs } from "../../ui/signs.ts";
import { gibibytes } from "../amounts.ts";
import { zramGain } from "../zram-gain.ts";

const gibibyte = 1024 ** 3;

/** Sizes of clients to choose from, in bytes. */
export const clientSizes: readonly number[] = [0.5, 1, 1.5, 2, 4, 8, 16].map((size) => size * gibibyte);

const sizeText = (bytes: number) => `${bytes / gibibyte} GiB`;

/** "image 0.2 GiB"; what zram adds comes on top. */
const partText = (name: string, bytes: number) =>
  `${name} ${name === "zram" ? "+" : ""}${(bytes / gibibyte).toFixed(1)} GiB`;

/** How a client of a size divides its memory: image, programs, what is free, and what zram adds. */
export const memorySection = (cost: Forecast, zram: Settings["zram"], memory: number): Section => {
  const free = memory - cost.imageBytes - cost.programBytes;
  const gain = zramGain(memory, zram);
  const parts: readonly { name: string; bytes: number; colour: Colour }[] = [
    { name: "image", bytes: cost.imageBytes, colour: "chart1" },
    { name: "programs", bytes: cost.programBytes, colour: "chart2" },
    { name: "free", bytes: Math.max(0, free), colour: "good" },
    { name: "zram", bytes: gain, colour: "chart5" },
  ];
  const short = `too small: it needs ${gibibytes(cost.clientBytes)}`;
  const legend = parts
    .filter(({ name, bytes }) => bytes > 0 && (name !== "zram" || zram.sizePct > 0))
    .map(({ name, bytes }) => partText(name, bytes));
  return {
    title: `A client with < ${sizeText(memory)} >`,
    draw: (columns) => {
      const longest = Math.max(...parts.map(({ name, bytes }) => ` ${partText(name, bytes)}`.length));
      const beside = 2 * (longest + 1) <= columns ? 2 : 1;
      const width = Math.floor(columns / beside);
      const legends: Line[] = [];
      for (const [index, { name, bytes, colour }] of parts.entries()) {
        const entry = [
          run(glyphs.series[index % glyphs.series.length] ?? "", { colour }),
          run(` ${partText(name, bytes)}`.padEnd(width - 1)),
        ];
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
    words: `A client with ${sizeText(memory)} of memory: ${legend.join(", ")}${free < 0 ? `; ${short}` : ""}.`,
  };
};
