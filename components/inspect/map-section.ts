import { visible } from "../../src/image/names.ts";
import type { Node, Tree } from "../../src/image/tree.ts";
import { drawTreemap, tilesOf } from "../charts/draw-treemap.ts";
import { glyphs } from "../charts/glyphs.ts";
import { run } from "../charts/line.ts";
import type { Section } from "../ui/frame/panes.ts";
import { signs } from "../ui/signs.ts";
import { bytesText } from "./tree/node-text.ts";

/** What a directory holds as areas, the one under the cursor marked; of a file, the directory that it is in. */
export const mapSection = (tree: Tree, here: Node): Section => {
  const directory = tree.isDirectory(here) ? here : tree.parent(here);
  // A directory may have many thousand children, and the map may have no room.
  const tilesNow = () =>
    tilesOf(
      tree.children(directory).map((child) => ({
        ...{ label: visible(tree.name(child)), value: tree.totalSize(child) },
        note: bytesText(tree.totalSize(child)),
      })),
      bytesText,
    );
  const path = visible(tree.path(directory)) || "/";
  return {
    title: `${path}  ${bytesText(tree.totalSize(directory))}`,
    draw: (width, height) => {
      const tiles = tilesNow();
      if (tiles.length === 0) return [[run("Nothing in it takes room.", { dim: true })]];
      const name = here === directory ? undefined : visible(tree.name(here));
      const chosen = tiles.findIndex(({ label }) => label === name);
      return drawTreemap(tiles, { width, height, glyphs, more: signs.more, chosen });
    },
    words: () =>
      `${path} holds ${tilesNow()
        .map(({ label, note }) => `${label} ${note}`)
        .join(", ")}.`,
  };
};
