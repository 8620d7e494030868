import { useMemo } from "react";
import type { Node } from "../../src/image/tree.ts";
import type { Manifest } from "../../src/release/release.ts";
import type { SidePanes } from "../ui/frame/panes.ts";
import { useLayout } from "../ui/useLayout.ts";
import type { LoadedPart } from "./inspect-session.ts";
import { folderSection, nodeSection } from "./node-sections.ts";

/** Beside a file: what is known of it, and the directory that it is in; a pane of its own for that where the file keeps its room. */
export const useFilePanes = (
  part: LoadedPart,
  node: Node,
  manifest: Partial<Manifest> | undefined,
): SidePanes => {
  const roomy = useLayout(undefined, undefined, { left: true, right: true }).width !== "narrow";
  return useMemo(() => {
    const [facts, folder] = [nodeSection(part, node, manifest), folderSection(part, node)];
    return roomy ? { left: [folder], right: [facts] } : { right: [facts, folder] };
  }, [part, node, manifest, roomy]);
};
