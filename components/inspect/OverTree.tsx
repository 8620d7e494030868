import type { Node } from "../../src/image/tree.ts";
import type { SidePanes } from "../ui/frame/panes.ts";
import { type CompareChoice, Comparing } from "./Comparing.tsx";
import { Extraction } from "./Extraction.tsx";
import { FileView } from "./FileView.tsx";
import { ImageLists } from "./ImageLists.tsx";
import type { InspectSession, InspectView, PartView } from "./inspect-session.ts";
import { Listing } from "./Listing.tsx";
import { type Goal, packageTable } from "./lists.ts";

/** A screen that lies over the tree. */
export type OverTree =
  | { readonly kind: "packages" | "lists" | "compare" }
  | { readonly kind: "file"; readonly node: Node }
  | { readonly kind: "extract"; readonly nodes: readonly Node[] };

interface Props {
  readonly session: InspectSession;
  readonly image: InspectView;
  /** The archive whose tree is below. */
  readonly part: PartView | undefined;
  readonly over: OverTree;
  /** Releases that this image can be compared with. */
  readonly others: readonly CompareChoice[];
  readonly panes: SidePanes;
  readonly columns: number;
  readonly onGoTo: (goal: Goal) => void;
  /** Opens another one in its place. */
  readonly onOver: (over: OverTree) => void;
  /** @param said what came of it */
  readonly onBack: (said?: string) => void;
}

export const OverTree = (props: Props) => {
  const { session, image, part, over, others, panes, columns, onGoTo, onOver, onBack } = props;
  const back = () => onBack();
  if (over.kind === "packages") {
    const root = image.parts.find(({ name }) => name === "rootfs");
    const packages = root?.system?.packages;
    return (
      <Listing<Goal>
        title={`${image.title}  packages`}
        context={packages ? `${packages.length} packages` : ""}
        {...(root?.tree ? packageTable({ ...root, tree: root.tree }, columns) : { rows: [] })}
        empty={packages ? "this image has no list of packages" : "reading ..."}
        panes={panes}
        onAccept={onGoTo}
        onBack={back}
      />
    );
  }
  if (over.kind === "compare")
    return <Comparing session={session} others={others} panes={panes} onGoTo={onGoTo} onBack={back} />;
  const { tree } = part ?? {};
  if (!part || !tree) return null;
  const loaded = { ...part, tree };
  if (over.kind === "extract")
    return <Extraction session={session} part={loaded} nodes={over.nodes} onEnd={onBack} />;
  if (over.kind === "file") {
    const { node } = over;
    const extract = () => onOver({ kind: "extract", nodes: [node] });
    return <FileView session={session} part={loaded} node={node} onExtract={extract} onBack={back} />;
  }
  return <ImageLists session={session} part={loaded} panes={panes} onGoTo={onGoTo} onBack={back} />;
};
