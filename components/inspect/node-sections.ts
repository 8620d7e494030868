import { visible } from "../../src/image/names.ts";
import type { System } from "../../src/image/system/read-system.ts";
import type { Node, Tree } from "../../src/image/tree.ts";
import type { Manifest } from "../../src/release/release.ts";
import { fitLine, type Line, run } from "../charts/line.ts";
import type { Section } from "../ui/frame/panes.ts";
import { markedRow, type Said, sentences } from "../ui/frame/sections.ts";
import { atTop, focus } from "../ui/list/list-window.ts";
import { signs } from "../ui/signs.ts";
import type { LoadedPart } from "./inspect-session.ts";
import { packageSaid } from "./package-sections.ts";
import { bytesText, nodeFacts, nodeText } from "./tree/node-text.ts";

/** Of what was left out of a directory, the largest are named. */
const mostLeftOut = 4;

const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** What the excludes took out of a directory, or out of the one that a file is in. */
const leftOutSaid = (tree: Tree, node: Node, { excluded = [] }: Partial<Manifest>): Said[] => {
  const directory = tree.path(tree.isDirectory(node) ? node : tree.parent(node));
  const here = excluded
    .filter(({ what, kind }) => kind === "path" && directory !== "" && `${what}/`.startsWith(`${directory}/`))
    .toSorted((one, other) => other.bytes - one.bytes);
  if (here.length === 0) return [];
  const named = here.slice(0, mostLeftOut).map(({ what, bytes }) => `/${visible(what)} ${bytesText(bytes)}`);
  const more = here.length > mostLeftOut ? ` and ${here.length - mostLeftOut} more` : "";
  return [[`left out here by exclude.paths: ${named.join(", ")}${more}`]];
};

const timeText = (seconds: number) => new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 16);

const ownerSaid = (system: System | undefined, node: Node): Said[] => {
  const owner = system?.ownerOf(node);
  return owner ? packageSaid(owner) : [];
};

/** What is known of a file or a directory: its facts, its package and why that is there, what was left out beside it. */
export const nodeSection = (
  { name, tree, system, hot }: LoadedPart,
  node: Node,
  manifest: Partial<Manifest> = {},
): Section => {
  const [mode = "", owner = "", ...others] = nodeFacts(tree, node, {
    ...(system ? { system } : {}),
    ...(hot ? { hot } : {}),
  });
  const whole = tree.totalSize(0);
  const mtime = tree.mtime(node);
  return sentences(visible(tree.name(node)) || "/", [
    [`/${visible(tree.path(node))}`],
    [`${mode}  ${owner}`],
    ...others.map((fact): Said => [fact]),
    ...ownerSaid(system, node),
    // Excludes are the root's.
    ...(name === "rootfs" ? leftOutSaid(tree, node, manifest) : []),
    ...(whole > 0
      ? [[`${percent(tree.totalSize(node) / whole)} of all files here, unpacked`, { dim: true }] as const]
      : []),
    ...(mtime > 0 ? [[`changed ${timeText(mtime)} UTC`, { dim: true }] as const] : []),
  ]);
};

/** The directory that a file is in, the largest first, the file marked. */
export const folderSection = ({ tree }: LoadedPart, node: Node): Section => {
  const directory = tree.parent(node);
  const nodes = tree.children(directory).sort((one, other) => tree.totalSize(other) - tree.totalSize(one));
  const at = nodes.indexOf(node);
  const path = `/${visible(tree.path(directory))}`;
  return {
    title: path,
    draw: (columns, height) => {
      const { top } = focus(atTop, at, nodes.length, height);
      const room = columns - 12;
      return nodes.slice(top, top + height).map((one): Line => {
        const name = markedRow(nodeText(tree, one), one === node);
        if (room < 12) return name;
        const size = bytesText(tree.totalSize(one)).padStart(9);
        return [...fitLine(name, room + 2, signs.more), run(` ${size}`, { dim: true })];
      });
    },
    words: () => `${path} holds ${nodes.length} entries.`,
  };
};
