import { visible } from "../../src/image/names.ts";
import { filesOf } from "../../src/image/system/package-files.ts";
import type { ImagePackage } from "../../src/image/system/read-system.ts";
import { reasonText } from "../../src/image/system/reasons.ts";
import { count } from "../ui/format.ts";
import type { Section } from "../ui/frame/panes.ts";
import { bars, type Said, sentences } from "../ui/frame/sections.ts";
import type { LoadedPart } from "./inspect-session.ts";
import { bytesText } from "./tree/node-text.ts";

const mostNames = 6;
/** Files of a package that have a bar. */
const mostFiles = 6;

const named = (names: readonly string[]): string => {
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  return `${names.slice(0, mostNames).map(visible).join(", ")}${more}`;
};

/** What a package is, and why it is in the image. */
export const packageSaid = ({ description, section, reason, neededBy, leftOut }: ImagePackage): Said[] => [
  [visible(description)],
  ...(reason ? [[`here for: ${reasonText(reason)}`] as const] : []),
  ...(neededBy.length > 0 ? [[`needed by ${named(neededBy)}`] as const] : []),
  ...(leftOut > 0
    ? [[`${count(leftOut, "path")} of it left out: exclude.paths or exclude.packages`] as const]
    : []),
  ...(section ? [[`section ${visible(section)}`, { dim: true }] as const] : []),
];

/** A package of an image: what it is, why it is there, and its largest files. */
export const packageSections = (one: ImagePackage, { tree, system }: LoadedPart): Section[] => {
  const { name, version, architecture, imageBytes, installedBytes, files } = one;
  const largest = (system ? filesOf(tree, system, one) : [])
    .filter((node) => !tree.isDirectory(node))
    .map((node) => ({ name: visible(tree.name(node)), bytes: tree.size(node) }));
  return [
    sentences(visible(name), [
      [`${visible(version)} ${visible(architecture)}`],
      [
        `${bytesText(imageBytes)} in the image, in ${count(files, "file")}; ${bytesText(installedBytes)} when it was installed`,
      ],
      ...packageSaid(one),
    ]),
    ...(largest.length > 0 ? [bars("Its largest files", largest, mostFiles)] : []),
  ];
};
