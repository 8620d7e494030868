import type { Part, ReadOptions } from "../image/image.ts";
import { resolve } from "../image/links.ts";
import { readFiles } from "../image/read-files.ts";
import type { Node, Tree } from "../image/tree.ts";

/** The root of an image while it is looked at. All links are followed inside of it. */
export class Root {
  /** By their own paths, not those of links. */
  private readonly contents = new Map<string, Buffer>();

  constructor(
    readonly tree: Tree,
    private readonly part: Part,
    private readonly options: ReadOptions,
  ) {}

  /** The regular file that a path leads to; undefined where there is none. */
  file(path: string): Node | undefined {
    const node = resolve(this.tree, path);
    return node !== undefined && this.tree.type(node) === "file" ? node : undefined;
  }

  /** Names in a directory of the image; none where there is no such directory. */
  namesIn(path: string): string[] {
    const node = resolve(this.tree, path);
    return node === undefined ? [] : this.tree.children(node).map(this.tree.name);
  }

  /** Where a path leads: the path of the file itself, without a leading slash. */
  placeOf(path: string): string | undefined {
    const node = this.file(path);
    return node === undefined ? undefined : this.tree.path(node);
  }

  /** Reads files that were not read before, all in one pass: each pass starts a program. */
  async load(paths: readonly string[]): Promise<void> {
    const places = new Set(paths.flatMap((path) => this.placeOf(path) ?? []));
    const missing = [...places].filter((place) => !this.contents.has(place));
    if (missing.length === 0) return;
    const read = await readFiles(this.part, this.tree, missing, this.options);
    for (const [place, content] of read) this.contents.set(place, content);
  }

  /** The content of a file that was loaded; undefined where there is none, or it is too large. */
  content(path: string): Buffer | undefined {
    const place = this.placeOf(path);
    return place === undefined ? undefined : this.contents.get(place);
  }

  text(path: string): string {
    return this.content(path)?.toString("utf8") ?? "";
  }
}
