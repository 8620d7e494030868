import prettyBytes from "pretty-bytes";
import type { Load } from "../../src/system/load.ts";
import { shortPath } from "../../src/system/paths.ts";
import { sanitize } from "../../src/system/text.ts";
import { glyphs } from "../charts/glyphs.ts";
import { type Line, run } from "../charts/line.ts";
import { sparkline } from "../charts/sparkline.ts";
import type { Colour } from "../theme.ts";
import type { Section } from "../ui/frame/panes.ts";
import { gib } from "./useLoads.ts";

const rate = (bytes: number) => `${prettyBytes(bytes, { maximumFractionDigits: 0 })}/s`;

interface Row {
  readonly name: string;
  readonly values: readonly number[];
  readonly colour: Colour;
  readonly text: string;
  /** The value of a full cell; without one, the largest that is shown. */
  readonly highest?: number;
}

const valuesOf = (loads: readonly Load[], key: "cpu" | "received" | "written") =>
  loads.flatMap((load) => load[key] ?? []);

/** How busy this machine has been for the last minute, and where the log is. @param log empty while there is none */
export const machineSection = (loads: readonly Load[], log: string): Section => {
  const now = loads.at(-1) ?? {};
  const [cpu, received, written] = [
    valuesOf(loads, "cpu"),
    valuesOf(loads, "received"),
    valuesOf(loads, "written"),
  ];
  const rows: readonly Row[] = [
    {
      ...{ name: "processors", values: cpu, colour: "chart1", highest: 1 },
      text: `${Math.round((cpu.at(-1) ?? 0) * 100)} %`,
    },
    { name: "network", values: received, colour: "chart4", text: rate(received.at(-1) ?? 0) },
    { name: "disk", values: written, colour: "chart5", text: rate(written.at(-1) ?? 0) },
  ];
  const facts = [
    now.memoryUsed === undefined || now.memoryTotal === undefined
      ? ""
      : `memory      ${gib(now.memoryUsed)} of ${gib(now.memoryTotal)} GiB`,
    now.diskFree === undefined ? "" : `free        ${gib(now.diskFree)} GiB`,
    log === "" ? "" : `log         ${sanitize(shortPath(log))}`,
  ].filter(Boolean);
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
    ],
    words: [...rows.map(({ name, text }) => `${name} ${text}`), ...facts].join(", "),
  };
};
