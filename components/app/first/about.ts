import { neededMemory } from "../../../src/boot/memory.ts";
import type { Forecast } from "../../../src/contents/forecast.ts";
import { suiteLabel } from "../../../src/distributions/suites.ts";
import type { ReleaseFacts } from "../../../src/release/describe.ts";
import { problemLines } from "../../../src/release/proof.ts";
import { isReadable } from "../../../src/release/release.ts";
import { knownSettings } from "../../../src/settings/known.ts";
import type { PresetEntry } from "../../../src/settings/preset-list.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { shortPath } from "../../../src/system/paths.ts";
import { sanitize } from "../../../src/system/text.ts";
import { padColumns } from "../../../src/system/text-width.ts";
import { screenSection } from "../../boot/screen-section.ts";
import { fitLine, type Line, plainText, type RunStyle, run } from "../../charts/line.ts";
import { count, gibibyte, gibibytes, minutes, when } from "../../ui/format.ts";
import type { Section } from "../../ui/frame/panes.ts";
import { filesSection, packagesSection } from "../../ui/frame/release-sections.ts";
import { atMost, type Said, sentences } from "../../ui/frame/sections.ts";
import { signs } from "../../ui/signs.ts";
import { buildTimeOf } from "../../wizard/forecasts.ts";
import { changesSection } from "../../wizard/panes/changes-section.ts";
import { imageSection } from "../../wizard/panes/image-section.ts";
import { stepSummary } from "../../wizard/step-summary.ts";
import type { Later } from "./later.ts";
import { presetSettings } from "./preset-settings.ts";
import { heldSaid, provenRun, usesOf } from "./row-line.ts";
import { type Entry, releaseOf } from "./rows.ts";

const dim: RunStyle = { dim: true };

const provenSaid = (release: ReleaseFacts): Said[] => {
  const { text, ...style } = provenRun(release);
  const { entry, tested, candidate } = release;
  if (!isReadable(entry)) return [[`${text}: ${entry.problem}.`, style], [entry.remedy]];
  if (!tested && candidate)
    return [[`${text}:`, style], ...problemLines(entry.manifest.proof).map((line): Said => [line.trim()])];
  if (!tested) return [[`${text}: t boots it in a virtual machine`, style]];
  const at = when(new Date(tested.at));
  const machine = `a machine with ${tested.machineMiB} MiB`;
  if (!tested.ok) return [[`${text} ${at} on ${machine}: ${tested.failed.join(", ")}`, style]];
  const used = tested.memoryMiB === null ? "" : `, ${tested.memoryMiB} MiB in use`;
  return [[`${text}: tried ${at} on ${machine}, up in ${minutes(tested.seconds)} min${used}`, style]];
};

const contentsSaid = (settings: Settings, kernel: string, packages: number): Said[] => {
  const { base, zram } = settings;
  const roles = settings.packages.roles.join(", ") || "no role";
  const swap = zram.sizePct > 0 ? `, zram ${zram.sizePct} %` : "";
  return [
    [`${suiteLabel(base.distribution, base.suite)}, ${roles}`],
    [`kernel ${kernel}`],
    [`${count(packages, "package")}${swap}`],
  ];
};

/** As "boot failed" with its sign. */
const provenColumns = 15;

const releasesSection = (releases: readonly ReleaseFacts[]): Section => {
  const lines = releases.map(
    (release): Line => [
      run(padColumns(release.at ? when(release.at) : sanitize(release.id), 16)),
      ...fitLine([provenRun(release)], provenColumns, signs.more),
      run(usesOf(release).join(", "), dim),
    ],
  );
  return {
    title: "Releases",
    draw: (_, rows) => lines.slice(0, rows),
    words: () => `Releases: ${lines.map((line) => plainText(line).trim()).join("; ")}.`,
  };
};

/** What clients do with a release, in a sentence each. */
const usesSaid = ({ entry, served, candidate }: ReleaseFacts): Said[] => [
  ...(candidate ? [["a candidate: it failed its proof, and no client gets it"] as const] : []),
  ...(entry.current ? [["clients get this release"] as const] : []),
  ...(entry.canary ? [["it is on trial: only the first clients (serve.canary) get it"] as const] : []),
  ...(served ? [["a boot server gives it out now", { colour: "good" }] as const] : []),
];

/** Rows of a client's screen: enough to know it again. */
const screenRows = 10;

/** @param releases of the image, where it is about the whole image */
const releaseSections = (
  title: string,
  release: ReleaseFacts,
  folder: string,
  { picture }: Later,
  releases: readonly ReleaseFacts[] = [],
): Section[] => {
  const { entry } = release;
  const where: Said = [shortPath(folder), dim];
  const others = releases.length > 1 ? [releasesSection(releases)] : [];
  if (!isReadable(entry)) return [sentences(title, [...provenSaid(release), where]), ...others];
  const { manifest } = entry;
  const settings = knownSettings(manifest.settings);
  const { memoryMiB } = neededMemory(manifest);
  return [
    sentences(title, [
      ...provenSaid(release),
      ...contentsSaid(settings, manifest.kernel, manifest.packages.length),
      [`a client needs ${gibibytes((memoryMiB / 1024) * gibibyte)} of memory`],
      ...usesSaid(release),
      where,
    ]),
    ...(picture ? [atMost(screenRows, screenSection(picture, false))] : []),
    ...others,
    filesSection(manifest),
    packagesSection(manifest),
  ];
};

const presetSections = (preset: PresetEntry, forecast: Forecast | undefined): Section[] => {
  const settings = presetSettings(preset);
  const origin: Said = [
    preset.origin === "own" ? "a preset of your own" : "a preset that is part of thinsmith",
    dim,
  ];
  if (typeof settings === "string") {
    return [
      sentences(preset.name, [[`${signs.warning} unusable`, { colour: "warning" }], [settings], origin]),
    ];
  }
  const { base, kernel, packages, memory, client } = stepSummary(settings);
  const said = [base, `kernel ${kernel}`, `packages: ${packages}`, memory, client].map(
    (text): Said => [text ?? ""],
  );
  return [
    sentences(preset.name, [
      ...(preset.description ? [[preset.description] as const] : []),
      origin,
      ...said,
      ["enter shows its steps, b its summary, from which it is built", dim],
    ]),
    ...(forecast ? [imageSection(forecast, buildTimeOf(settings, forecast), undefined)] : []),
  ];
};

const newSections = (isFirst: boolean): Section[] => [
  sentences(isFirst ? "Begin here" : "New image", [
    ["An image is all that a machine without disks runs."],
    ["1. Go to a preset near to what your machines do."],
    ["2. enter opens its steps; each says what it means."],
    ["3. s shows the summary; only there it is built."],
    ["4. t boots it in a virtual machine, s serves it."],
  ]),
];

const changedSaid = (changes: number, at: string): string =>
  changes === 0
    ? `nothing changed in it since it was begun or built, ${at}`
    : `${count(changes, "setting")} changed since it was begun or built, the last ${at}`;

/** What the row under the cursor is, most important first. @param isFirst whether there is nothing of this user's yet */
export const sectionsOf = (entry: Entry, isFirst: boolean, later: Later = {}): Section[] => {
  const release = releaseOf(entry);
  switch (entry.kind) {
    case "image":
      if (!release)
        return [
          sentences(entry.image.name, [
            [entry.releases ? "it has no release" : "reading ..."],
            [shortPath(entry.image.directory), dim],
          ]),
        ];
      return releaseSections(entry.image.name, release, entry.image.directory, later, entry.releases);
    case "release":
      return releaseSections(
        `${entry.image.name}  ${entry.release.id}`,
        entry.release,
        entry.release.entry.directory,
        later,
      );
    case "draft": {
      const { draft } = entry;
      if (draft.problem !== undefined)
        return [
          sentences(draft.name, [
            [draft.problem, { colour: "warning" }],
            [shortPath(draft.file), dim],
          ]),
        ];
      const { preset } = draft;
      const beginning = preset === undefined ? "an image that was built" : `the preset ${preset}`;
      return [
        sentences(draft.name, [
          [`a draft of the image ${draft.image}, which began with ${beginning}`],
          [changedSaid(draft.changes, when(new Date(draft.changedAt)))],
          ...(draft.heldBy !== undefined
            ? [[heldSaid(draft.heldBy, draft.building), { colour: "warning" }] as const]
            : []),
          ...(draft.building && draft.heldBy === undefined
            ? [["its build was interrupted: b builds it again"] as const]
            : []),
          ["A draft is kept until it is built as it is, saved as a preset, or deleted.", dim],
        ]),
        ...(later.draft ? [changesSection("Changes", later.draft)] : []),
      ];
    }
    case "preset":
      return presetSections(entry.preset, later.forecast);
    case "new":
      return newSections(isFirst);
  }
};
