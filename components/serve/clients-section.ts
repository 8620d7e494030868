import prettyBytes from "pretty-bytes";
import type { ServeView } from "../../src/serve/events/fold.ts";
import { rates } from "../../src/serve/events/rate.ts";
import { seriesGlyph, stackedBar } from "../charts/bar.ts";
import { glyphs } from "../charts/glyphs.ts";
import { type Line, run } from "../charts/line.ts";
import { sparkline } from "../charts/sparkline.ts";
import type { Colour } from "../theme.ts";
import { count } from "../ui/format.ts";
import type { Section } from "../ui/frame/panes.ts";
import { filters } from "./client-words.ts";

/** Seconds that the rate is drawn for, at most. */
const longest = 120;
/** Columns of the number behind the sparkline. */
const numberColumns = 11;

const rateText = (bytes: number) => `${prettyBytes(bytes, { maximumFractionDigits: 1 })}/s`;

const states: readonly { readonly name: "up" | "loading" | "failed"; readonly colour: Colour }[] = [
  { name: "up", colour: "good" },
  { name: "loading", colour: "accent" },
  { name: "failed", colour: "bad" },
];

/** All clients together: what they get in each second, how many are how far, and what they have got. */
export const clientsSection = ({ clients, samples, sent }: ServeView, now: number): Section => {
  const all = [...clients.values()];
  const parts = states.map((state) => ({ ...state, value: all.filter(filters[state.name]).length }));
  const loading = parts[1]?.value ?? 0;
  /** Only where it is drawn or read aloud: it goes through all samples. */
  const measured = () => {
    const series = rates(samples, now, longest);
    const rate = series.at(-1) ?? 0;
    const each = loading > 1 && rate > 0 ? [`${rateText(rate / loading)} for each that loads`] : [];
    return { series, rate, facts: [`${prettyBytes(sent)} sent`, ...each] };
  };
  return {
    title: "All clients",
    draw: (columns) => {
      const { series, rate, facts } = measured();
      return [
        [
          sparkline(series, Math.min(longest, columns - numberColumns), "chart4", glyphs),
          run(rateText(rate).padStart(numberColumns)),
        ],
        stackedBar(parts, all.length === 0 ? 0 : columns, glyphs),
        parts.flatMap(
          ({ name, colour, value }, index): Line => [
            run(seriesGlyph(index, glyphs), { colour }),
            run(` ${value} ${name}   `),
          ],
        ),
        ...facts.map((fact): Line => [run(fact, { dim: true })]),
      ];
    },
    words: () => {
      const { rate, facts } = measured();
      return `${count(all.length, "client")}: ${parts.map(({ name, value }) => `${value} ${name}`).join(", ")}; ${rateText(rate)}; ${facts.join(", ")}.`;
    },
  };
};
