import prettyBytes from "pretty-bytes";
import { modeText } from "../../../src/image/entry.ts";
import { visible } from "../../../src/image/names.ts";
import { packagesBelow } from "../../../src/image/system/package-files.ts";
import type { System } from "../../../src/image/system/read-system.ts";
import type { Node, Tree } from "../../../src/image/tree.ts";
import { theme } from "../../theme.ts";
import { count } from "../../ui/format.ts";
import type { TreeContext } from "./tree-view.ts";

export const bytesText = (bytes: number): string =>
  prettyBytes(bytes, { minimumFractionDigits: bytes < 1000 ? 0 : 1, maximumFractionDigits: 1 });

type Kind = ReturnType<Tree["type"]> | "program" | "archive";

const archives = /\.(tar|t?gz|xz|zst|bz2|lz4|zip|deb|squashfs|cpio|7z|jar)$/i;

/** What a node is: its type, and of files whether they are programs or archives. */
const kindOf = (tree: Tree, node: Node): Kind => {
  const type = tree.type(node);
  if (type !== "file") return type;
  if (tree.mode(node) & 0o111) return "program";
  return archives.test(tree.name(node)) ? "archive" : "file";
};

/** The signs of `ls -F`. */
const kindSigns: Readonly<Partial<Record<Kind, string>>> = {
  directory: "/",
  program: "*",
  fifo: "|",
  socket: "=",
};

/** A name with what it is: a sign behind directories, programs, pipes and sockets, and where a link leads. */
export const nodeText = (tree: Tree, node: Node): string => {
  const target = tree.target(node);
  const name = visible(tree.name(node));
  if (target !== undefined) return `${name} -> ${visible(target)}`;
  return name + (kindSigns[kindOf(tree, node)] ?? "");
};

const kindStyles = {
  directory: theme.directory,
  link: theme.link,
  program: theme.executable,
  archive: theme.archive,
  block: theme.device,
  character: theme.device,
  fifo: theme.device,
  socket: theme.device,
  file: {},
} as const satisfies Readonly<Record<Kind, object>>;

/** The colour of a name, by what it is. */
export const nodeStyle = (tree: Tree, node: Node) => kindStyles[kindOf(tree, node)];

/** Owner and group as the image itself names them. */
export const ownerText = (tree: Tree, node: Node, { system }: TreeContext): string =>
  `${system?.users.get(tree.uid(node)) ?? tree.uid(node)} ${system?.groups.get(tree.gid(node)) ?? tree.gid(node)}`;

/** The last directory that was summed up: its line is drawn again and again. */
let summed: { readonly system: System; readonly node: Node; readonly text: string } | undefined;

const packagesIn = (tree: Tree, system: System, node: Node): string => {
  if (summed?.system !== system || summed.node !== node) {
    const below = packagesBelow(tree, system, node);
    const most = below[0];
    const text = most ? `${count(below.length, "package")}, most: ${most.package.name}` : "no package";
    summed = { system, node, text };
  }
  return summed.text;
};

const ownership = (tree: Tree, node: Node, { system }: TreeContext): string => {
  if (!system || system.packages.length === 0) return "";
  if (tree.isDirectory(node)) return packagesIn(tree, system, node);
  const owner = system.ownerOf(node);
  return owner ? `${owner.name} ${owner.version}` : "no package";
};

/** What clients read of it until they are up, packed. */
const readAtStart = (node: Node, { hot }: TreeContext): string => {
  const bytes = hot?.bytes.get(node);
  if (bytes === undefined) return "";
  return bytes > 0 ? `${bytesText(bytes)} read at start` : "its block, which others share, is read at start";
};

/** What is known of a node, each fact in a few words. */
export const nodeFacts = (tree: Tree, node: Node, context: TreeContext): string[] => {
  const device = tree.device(node);
  const mode = tree.mode(node);
  return [
    modeText(tree.type(node), mode),
    ownerText(tree, node, context),
    tree.isDirectory(node) ? count(tree.totalFiles(node), "file") : bytesText(tree.size(node)),
    ...(device ? [`device ${device.major}:${device.minor}`] : []),
    ...(mode & 0o6000 && !tree.isDirectory(node) ? ["runs with its owner's rights"] : []),
    readAtStart(node, context),
    ownership(tree, node, context),
  ].filter(Boolean);
};

/** What is to be said of the node under the cursor: its path, and a line of facts. */
export const nodeDetails = (tree: Tree, node: Node, context: TreeContext) => ({
  path: `/${visible(tree.path(node))}`,
  facts: nodeFacts(tree, node, context).join("  "),
});
