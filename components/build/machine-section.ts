import prettyBytes from "pretty-bytes";
import { shortPath } from "../../src/system/paths.ts";
import { sanitize } from "../../src/system/text.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import { glyphs } from "../charts/glyphs.ts";
import { type Line, run } from "../charts/line.ts";
import { sparkline } from "../charts/sparkline.ts";
import type { Colour } from "../theme.ts";
import { megabytes } from "../ui/format.ts";
import type { Section } from "../ui/frame/panes.ts";
import { type BuildLoad, gib } from "./useLoads.ts";

const percent = (share: number) => `${Math.round(share * 100)} %`;
const rate = (bytes: number) => `${prettyBytes(bytes, { maximumFractionDigits: 0 })}/s`;

/** What is drawn of the last minute; `highest` is the value of a full cell, else the largest that is shown. */
const meters: readonly {
  readonly name: string;
  readonly key: "cpu" | "received" | "written" | "packed";
  readonly colour: Colour;
  readonly text: (value: number) => string;
  readonly highest?: number;
}[] = [
  { name: "processors", key: "cpu", colour: "chart1", text: percent, highest: 1 },
  { name: "network", key: "received", colour: "chart4", text: rate },
  { name: "disk", key: "written", colour: "chart5", text: rate },
  { name: "packed", key: "packed", colour: "chart2", text: megabytes },
];

/** How busy this machine has been for the last minute, and where the log is. @param log empty while there is none */
export const machineSection = (loads: readonly BuildLoad[], log: string): Section => {
  const now = loads.at(-1) ?? {};
  const rows = meters.flatMap(({ key, text, ...meter }) => {
    const values = loads.flatMap((load) => load[key] ?? []);
    // There is nothing to say of the image before it is packed.
    if (key === "packed" && values.length === 0) return [];
    return [{ ...meter, values, text: text(values.at(-1) ?? 0) }];
  });
  const facts = [
    now.memoryUsed === undefined || now.memoryTotal === undefined
      ? ""
      : `memory      ${gib(now.memoryUsed)} of ${gib(now.memoryTotal)} GiB`,
    now.diskFree === undefined ? "" : `free        ${gib(now.diskFree)} GiB`,
  ].filter(Boolean);
  const path = sanitize(shortPath(log));
  return {
    title: "This machine",
    draw: (columns) => [
      ...rows.map(
        ({ name, values, colour, text, highest }): Line => [
          run(name.padEnd(12)),
          sparkline(values, Math.max(4, columns - 22), colour, glyphs, highest),
          run(text.padStart(10)),
        ],
      ),
      ...facts.map((fact): Line => [run(fact, { dim: true })]),
      // Whole, for whoever wants to open it.
      ...(log === "" ? [] : wrapWords(path, Math.max(1, columns - 12), true)).map(
        (text, index): Line => [run(`${(index === 0 ? "log" : "").padEnd(12)}${text}`, { dim: true })],
      ),
    ],
    words: () =>
      [
        ...rows.map(({ name, text }) => `${name} ${text}`),
        ...facts,
        ...(log === "" ? [] : [`log ${path}`]),
      ].join(", "),
  };
};
