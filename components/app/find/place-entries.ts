import { findPackages } from "../../../src/distributions/package-index/find-packages.ts";
import type { PackageIndex } from "../../../src/distributions/package-index/package-index.ts";
import { moving, picking, writing } from "../../keys/bindings.ts";
import { type Keymap, writesLetters } from "../../keys/keymaps.ts";
import { when } from "../../ui/format.ts";
import type { Beginnings, ReleaseAction } from "../beginning.ts";
import { canCompare } from "../first/applies.ts";
import type { Entry, Surroundings } from "./entry.ts";
import { takingOf } from "./setting-entries.ts";

/** Moves and edits: whoever wants those presses the key. */
const notToFind = new Set([...moving, ...picking, ...writing].map(({ command }) => command));

/** What the keys of the screen below do, as its own bindings say it. */
export const keyEntries = (keymap: Keymap): Entry[] =>
  writesLetters(keymap)
    ? []
    : keymap.screen.bindings
        .filter(({ command }) => !notToFind.has(command) && command !== "help" && command !== "accept")
        .map(({ keys, label, command }) => ({
          ...{ kind: "action", title: label, key: keys[0] ?? "" },
          help: `A key of the screen below: ${keymap.screen.title}.`,
          run: () => keymap.handle(command),
        }));

/** What can be done with the draft, from anywhere. */
export const actionEntries = ({ places }: Surroundings): Entry[] =>
  (places?.actions ?? []).map(({ title, help, run }) => ({ kind: "action", title, help, run }));

const releaseActions: readonly (readonly [ReleaseAction, string])[] = [
  ["boot", "Boots the current release in QEMU for a verdict."],
  ["inspect", "Looks into the current release: its files, its packages, what they take."],
  ["compare", "Compares the current release with another one."],
  ["serve", "Serves the current release to clients. It asks first."],
];

/** Of each image, the newest. */
const mostReleases = 50;

/** Images with their releases, drafts and presets, each as what opens it. */
export const beginningEntries = (
  { presets, built, drafts }: Beginnings,
  { begin }: Surroundings,
): Entry[] => [
  {
    ...{ kind: "action", title: "new image", names: "begin create" },
    help: "Begins a new image, step by step.",
    run: () => begin({ kind: "new" }),
  },
  ...drafts.map(
    ({ name }): Entry => ({
      ...{ kind: "draft", title: name, names: "draft go on" },
      help: "A draft that was left behind: go on with it.",
      run: () => begin({ kind: "draft", name, build: false }),
    }),
  ),
  ...built.flatMap((image): Entry[] => {
    const { name, directory, at, releases } = image;
    const current = `${directory}/current`;
    return [
      {
        ...{ kind: "image", title: name, names: "release", now: at ? when(at) : "" },
        help: "An image that was built: its current release, and what can be done with it.",
        run: () => begin({ kind: "release", directory: current }),
      },
      ...releaseActions
        .filter(([action]) => action !== "compare" || canCompare(image, built))
        .map(
          ([action, help]): Entry => ({
            ...{ kind: "action", title: `${action} ${name}`, help },
            run: () => begin({ kind: "release", directory: current, action }),
          }),
        ),
      ...releases.slice(0, mostReleases).map(
        (id): Entry => ({
          ...{ kind: "image", title: `${name} ${id}`, names: "release" },
          help: "A release of an image: boot it, look into it, compare it, serve it.",
          run: () => begin({ kind: "release", directory: `${directory}/releases/${id}` }),
        }),
      ),
    ];
  }),
  ...presets.map(
    (preset): Entry => ({
      ...{ kind: "preset", title: preset.name, names: `preset ${preset.origin}`, now: preset.origin },
      help: preset.description || "A complete set of choices to begin with.",
      run: () => begin({ kind: "preset", preset, build: false }),
    }),
  ),
];

/** Packages come after all else: so many of the best. */
const mostPackages = 20;

/** Packages of the suite, each as what adds it to the image. */
export const packageEntries = (
  query: string,
  index: PackageIndex | undefined,
  { target }: Surroundings,
): Entry[] => {
  if (!index || query.length < 2) return [];
  const { install } = target.settings.packages;
  return findPackages(index, query.replace(/^install /, ""), mostPackages).packages.map(
    ({ name, description }) => ({
      ...{ kind: "package", title: name, help: description },
      ...takingOf("packages.install", install, name, target),
    }),
  );
};
