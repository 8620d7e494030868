import type { Alternatives, IndexedPackage } from "../../package-index/package.ts";
import { parseRelations } from "./relations.ts";

/** A package of an archive's index. */
export class DebianPackage implements IndexedPackage {
  private parsed: readonly Alternatives[] | undefined;

  constructor(
    readonly name: string,
    readonly version: string,
    readonly section: string,
    readonly priority: string,
    readonly essential: boolean,
    readonly installedKiB: number,
    readonly downloadBytes: number,
    readonly description: string,
    readonly provides: readonly string[],
    /** Pre-Depends and Depends as the index writes them: most are never asked for. */
    private readonly dependsField: string,
  ) {}

  get depends(): readonly Alternatives[] {
    this.parsed ??= parseRelations(this.dependsField);
    return this.parsed;
  }
}
