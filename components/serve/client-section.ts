import type { ClientState, ClientView } from "../../src/serve/events/client-view.ts";
import { sanitize } from "../../src/system/text.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import { bar } from "../charts/bar.ts";
import { glyphs } from "../charts/glyphs.ts";
import { type Line, run } from "../charts/line.ts";
import { timelineRow } from "../charts/timeline.ts";
import { minutes } from "../ui/format.ts";
import type { Section } from "../ui/frame/panes.ts";
import { signs } from "../ui/signs.ts";
import { clientWords, lastSeen, streamedWords } from "./client-words.ts";

/** What a client does from a state on, in the order of a start. */
const phases: readonly { readonly state: ClientState; readonly label: string }[] = [
  { state: "asks", label: "address" },
  { state: "loader", label: "loader" },
  { state: "kernel", label: "kernel" },
  { state: "root", label: "root" },
  { state: "loaded", label: "starting" },
];

const labelColumns = 10;
const timeColumns = 6;

interface Phase {
  readonly label: string;
  /** In milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** The phases of a client's start so far: each lasts until the next begins. Pure. @param now in milliseconds */
export const phasesOf = ({ state, times, seenAt }: ClientView, now: number): Phase[] => {
  const begun = phases
    .flatMap(({ state: one, label }) => {
      const from = times[one];
      return from === undefined ? [] : [{ label, from }];
    })
    .toSorted((a, b) => a.from - b.from);
  const end = state === "failed" ? (times.failed ?? seenAt) : (times.up ?? now);
  return begun.map(({ label, from }, index) => ({
    ...{ label, from },
    to: Math.max(from, begun[index + 1]?.from ?? end),
  }));
};

/** How much of a file a client has, as a bar with its number. */
const loadLines = (client: ClientView, now: number, columns: number): Line[] => {
  const { words, fraction } = clientWords(client, now);
  if (fraction === undefined) return [];
  const percent = `${Math.floor(fraction * 100)} %`.padStart(timeColumns);
  return [[bar(fraction, columns - timeColumns, "accent", glyphs), run(percent)], [run(words)]];
};

/** One client: who it is, what it gets, how long each part of its start took, and what is wrong. */
export const clientSection = (client: ClientView | undefined, now: number): Section => {
  if (!client) return { title: "Client", draw: () => [], words: () => "No client is chosen." };
  const { key, mac, ip, release, loader, fetch, stream, failure, notice, refused, state, detail } = client;
  const facts = [
    ["address", ip ?? "not known yet"],
    ["card", mac ? undefined : "not known"],
    ["gets", release ?? "nothing yet"],
    ["loader", loader],
    ["streams", stream && streamedWords(stream)],
    ["is up", state === "up" ? (detail ?? "yes") : undefined],
    // One that loads is there.
    ["last seen", fetch?.state === "running" ? undefined : `${lastSeen(client, now)} ago`],
  ].flatMap(([label, value]) => (label && value ? [{ label, value: sanitize(value) }] : []));
  const problems = [
    ...(failure
      ? [[`${failure.code}: ${failure.message}`, failure.remedy, failure.facts].filter(Boolean).join(" ")]
      : []),
    ...(notice ? [`${notice.code}: ${notice.message}`] : []),
    ...(refused ? [refused] : []),
  ].map(sanitize);
  const spans = phasesOf(client, now);
  const first = spans[0]?.from ?? now;
  const seconds = Math.max(1, ((spans.at(-1)?.to ?? now) - first) / 1000);
  const took = ({ from, to }: Phase) => minutes((to - from) / 1000);
  const phaseLine = (phase: Phase, columns: number): Line => [
    run(phase.label.padEnd(labelColumns)),
    ...timelineRow(
      {
        real: { from: (phase.from - first) / 1000, to: (phase.to - first) / 1000 },
        colour: state === "failed" && phase === spans.at(-1) ? "bad" : "chart1",
      },
      seconds,
      Math.max(4, columns - labelColumns - timeColumns),
      glyphs,
    ),
    run(took(phase).padStart(timeColumns)),
  ];
  return {
    title: sanitize(key),
    draw: (columns) => [
      ...facts.map(({ label, value }): Line => [run(label.padEnd(labelColumns), { dim: true }), run(value)]),
      ...loadLines(client, now, columns),
      ...spans.map((phase) => phaseLine(phase, columns)),
      ...problems.flatMap((problem) =>
        wrapWords(`${signs.warning} ${problem}`, columns).map(
          (text): Line => [run(text, { colour: "warning" })],
        ),
      ),
    ],
    words: () =>
      [
        `Client ${sanitize(key)}`,
        ...facts.map(({ label, value }) => `${label} ${value}`),
        clientWords(client, now).words,
        ...spans.map((phase) => `${phase.label} took ${took(phase)}`),
        ...problems,
      ].join(", "),
  };
};
