import prettyBytes from "pretty-bytes";
import { builderOf } from "../../../src/builders/builders.ts";
import { excludeSizes } from "../../../src/builders/local/excluded.ts";
import { moreExcludes, usualExcludes } from "../../../src/catalog/excludes.ts";
import { treeInCache } from "../../../src/pipeline/tree-in-cache.ts";
import { useLoaded } from "../../ui/useLoaded.ts";
import type { EditorProps } from "./props.ts";
import { SeveralEditor } from "./SeveralEditor.tsx";

const excludes: Readonly<Record<string, string>> = { ...usualExcludes, ...moreExcludes };

/** What is left out of the image: known paths with what each saves, and paths of one's own. */
export const PathsEditor = (props: EditorProps) => {
  const { settings } = props;
  const chosen = props.value as readonly string[];
  const paths = [...new Set([...Object.keys(excludes), ...chosen])];
  // In the tree of an earlier build, which does not depend on what is left out of it.
  const sizes = useLoaded(async () => {
    const tree = await treeInCache(settings, builderOf(settings));
    return tree ? excludeSizes(tree, paths) : undefined;
  }, paths.join("\n"));
  const saved = chosen.reduce((sum, path) => sum + (sizes?.get(path) ?? 0), 0);
  const items = paths.map((value) => {
    const bytes = sizes?.get(value);
    return {
      value,
      says: excludes[value] ?? "added by you",
      ...(bytes ? { size: `-${prettyBytes(bytes, { maximumFractionDigits: 1 })}` } : {}),
    };
  });
  const context = `${chosen.length} chosen${saved > 0 ? `   -${prettyBytes(saved, { maximumFractionDigits: 0 })} before packing` : ""}`;
  return <SeveralEditor {...props} items={items} context={context} adding="path to leave out" />;
};
