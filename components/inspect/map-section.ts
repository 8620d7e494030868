import { visible } from "../../src/image/names.ts";
import type { Node, Tree } from "../../src/image/tree.ts";
import { drawTreemap, tilesOf } from "../charts/draw-treemap.ts";
import { glyphs } from "../charts/glyphs.ts";
import { run } from "../charts/line.ts";
import type { Section } from "../ui/frame/panes.ts";
import { signs } from "../ui/signs.ts";
import { bytesText } from "./node-text.ts";

/** What a directory holds as areas, the one under the cursor marked; of a file, the directory that it is in. */
export const mapSection = (tree: Tree, here: Node): Section => {
  const directory = tree.isDirectory(here) ? here : tree.parent(here);
  const tiles = tilesOf(
    tree.children(directory).map((child) => ({
      ...{ label: visible(tree.name(child)), value: tree.totalSize(child) },
      note: bytesText(tree.totalSize(child)),
    })),
    bytesText,
  );
  const path = visible(tree.path(directory)) || "/";
  const chosen = tiles.findIndex(({ label }) => here !== directory && label === visible(tree.name(here)));
  return {
    title: `${path}  ${bytesText(tree.totalSize(directory))}`,
    draw: (width, height) =>
      tiles.length === 0
        ? [[run("Nothing in it takes room.", { dim: true })]]
        : drawTreemap(tiles, { width, height, glyphs, more: signs.more, chosen }),
    words: `${path} holds ${tiles.map(({ label, note }) => `${label} ${note}`).join(", ")}.`,
  };
};
