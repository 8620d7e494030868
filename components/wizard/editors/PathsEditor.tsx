import { Text } from "ink";
import prettyBytes from "pretty-bytes";
import { useEffect, useState } from "react";
import { builderOf } from "../../../src/builders/builders.ts";
import { excludeSizes } from "../../../src/builders/local/excluded.ts";
import { moreExcludes, usualExcludes } from "../../../src/catalog/excludes.ts";
import { treeInCache } from "../../../src/pipeline/tree-in-cache.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import type { EditorProps } from "./props.ts";
import { SeveralEditor } from "./SeveralEditor.tsx";

const excludes: Readonly<Record<string, string>> = { ...usualExcludes, ...moreExcludes };

interface Props extends EditorProps {
  readonly settings: Settings;
}

/** Sizes of paths in the tree of an earlier build, once they are known. */
const useSizes = (settings: Settings, paths: readonly string[]) => {
  const [sizes, setSizes] = useState<ReadonlyMap<string, number>>(new Map());
  const wanted = paths.join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tree does not depend on what is left out of it
  useEffect(() => {
    let over = false;
    treeInCache(settings, builderOf(settings))
      .then((tree) => (tree ? excludeSizes(tree, wanted.split("\n")) : new Map<string, number>()))
      .then((found) => {
        if (!over) setSizes(found);
      })
      // Without sizes the list is as good as before the first build.
      .catch(() => {});
    return () => {
      over = true;
    };
  }, [wanted]);
  return sizes;
};

/** What is left out of the image: known paths with what each saves, and paths of one's own. */
export const PathsEditor = ({ settings, ...props }: Props) => {
  const chosen = props.value as readonly string[];
  const paths = [...new Set([...Object.keys(excludes), ...chosen])];
  const sizes = useSizes(settings, paths);
  const saved = chosen.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0);
  const items = paths.map((value) => {
    const bytes = sizes.get(value);
    return {
      value,
      says: excludes[value] ?? "added by you",
      ...(bytes ? { size: `-${prettyBytes(bytes, { maximumFractionDigits: 1 })}` } : {}),
    };
  });
  const context = `${chosen.length} chosen${saved > 0 ? `   -${prettyBytes(saved, { maximumFractionDigits: 0 })} before packing` : ""}`;
  return (
    <SeveralEditor
      {...props}
      items={items}
      context={context}
      adding="path to leave out"
      about={({ value, says }) => <Text wrap="truncate">{`${value}: ${says}`}</Text>}
    />
  );
};
