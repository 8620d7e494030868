import type { PartSummary, Summary } from "../../../image/summary.ts";
import type { System } from "../../../image/system/read-system.ts";
import { reasonText } from "../../../image/system/reasons.ts";
import type { Node, Tree } from "../../../image/tree.ts";

const fileOf = (tree: Tree, node: Node, system: System | undefined) => ({
  path: tree.path(node),
  bytes: tree.size(node),
  mode: tree.mode(node).toString(8).padStart(4, "0"),
  owner: system?.users.get(tree.uid(node)) ?? String(tree.uid(node)),
  group: system?.groups.get(tree.gid(node)) ?? String(tree.gid(node)),
  package: system?.ownerOf(node)?.name ?? null,
});

const partOf = (summary: PartSummary, { firmware, system }: Summary) => {
  const { part, facts, tree, largest, setuid, worldWritable } = summary;
  // Packages are those of the root.
  const own = part.name === "rootfs" ? system : undefined;
  const files = (nodes: readonly Node[]) => nodes.map((node) => fileOf(tree, node, own));
  return {
    name: part.name,
    format: part.format,
    file: part.file,
    packedBytes: part.packedBytes,
    bytes: tree.totalSize(0),
    entries: tree.count,
    files: tree.totalFiles(0),
    ...facts,
    largest: files(largest),
    setuid: files(setuid),
    worldWritable: files(worldWritable),
    missingFirmware: firmware.get(part)?.missing ?? [],
  };
};

/** What `inspect --json` prints. Bytes of names that are no UTF-8 are U+DC80 to U+DCFF, as in Python. */
export const summaryJson = (summary: Summary) => {
  const { image, parts, broken, system, kernels, hot } = summary;
  const tree = parts.find(({ part }) => part.name === "rootfs")?.tree;
  const { release } = image;
  return {
    path: image.path,
    title: image.title,
    release: release
      ? {
          id: release.manifest.id,
          name: release.manifest.name,
          finishedAt: release.manifest.finishedAt,
          kernel: release.manifest.kernel,
          bootParameters: release.manifest.bootParameters,
        }
      : null,
    kernels,
    parts: parts.map((part) => partOf(part, summary)),
    broken: broken.map(({ part, error }) => ({
      name: part.name,
      file: part.file,
      error: error instanceof Error ? error.message : String(error),
    })),
    packages: (system?.packages ?? []).map(({ basic, depends, provides, ...one }) => ({
      ...one,
      reason: one.reason ? reasonText(one.reason) : null,
    })),
    readAtStart: hot
      ? {
          bytes: hot.total,
          files: hot.files.map((node) => ({ path: tree?.path(node), bytes: hot.bytes.get(node) })),
        }
      : null,
    excluded: release?.manifest.excluded ?? null,
  };
};
