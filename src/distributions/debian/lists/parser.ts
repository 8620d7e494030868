import { IndexedPackage } from "../../package-index/package.ts";
import { StanzaParser, sizeField } from "../deb822.ts";
import { isPackageName, parseRelations } from "./relations.ts";

/**
 * A server must not be able to fill our memory with an index. Debian 13's main has 57 MB, 68,829 packages, 35 lines
 * in a stanza, 75,649 bytes in a line and 67,000 names in Provides.
 */
export const limits = {
  totalBytes: 256 * 1024 * 1024,
  packages: 250_000,
  provided: 500_000,
  linesOfStanza: 512,
  lineBytes: 256 * 1024,
  shortBytes: 256,
  descriptionBytes: 200,
};

const relations = ["Provides", "Pre-Depends", "Depends"] as const;
const fields = [
  ...[
    "Package",
    "Version",
    "Section",
    "Priority",
    "Essential",
    "Installed-Size",
    "Size",
    "Description",
    "Homepage",
  ],
  ...relations,
] as const;
type Field = (typeof fields)[number];

/**
 * Reads an index of packages, `Packages` of a Debian archive (deb822(5)), chunk by chunk, and calls `onPackage`
 * for each stanza. A stanza is silently ignored if it lacks name or version, has a field twice, exceeds a limit, or has a size
 * that is not a number. If a limit of the whole index is exceeded, the rest is ignored.
 */
export class PackagesParser {
  private readonly stanzas = new StanzaParser<Field>(
    {
      fields,
      folded: relations,
      linesOfStanza: limits.linesOfStanza,
      lineBytes: limits.lineBytes,
      keptBytes: (field) => (field === "Description" ? limits.descriptionBytes : limits.shortBytes),
    },
    (stanza) => this.add(stanza),
  );
  private bytes = 0;
  private packages = 0;
  private provided = 0;
  /** One string for each value, since many packages have the same. */
  private readonly shared = new Map<string, string>();

  constructor(private readonly onPackage: (found: IndexedPackage) => void) {}

  /** Whether a limit of the whole index is reached. Further input is ignored. */
  get full(): boolean {
    return this.stanzas.stopped;
  }

  write(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > limits.totalBytes) this.stanzas.stopped = true;
    this.stanzas.write(chunk);
  }

  /** Must be called after the last chunk. */
  end(): void {
    this.stanzas.end();
  }

  private add(stanza: ReadonlyMap<Field, string>): void {
    const found = this.packageOf(stanza);
    if (!found) return;
    this.packages += 1;
    if (this.packages >= limits.packages) this.stanzas.stopped = true;
    this.onPackage(found);
  }

  private share(text: string | undefined): string {
    const known = this.shared.get(text ?? "");
    if (known !== undefined) return known;
    if (this.shared.size < 1000) this.shared.set(text ?? "", text ?? "");
    return text ?? "";
  }

  private packageOf(stanza: ReadonlyMap<Field, string>): IndexedPackage | undefined {
    const name = stanza.get("Package");
    const version = stanza.get("Version");
    if (name === undefined || !isPackageName(name) || !version) return undefined;
    const installedKiB = sizeField(stanza.get("Installed-Size"));
    const downloadBytes = sizeField(stanza.get("Size"));
    if (installedKiB === undefined || downloadBytes === undefined) return undefined;
    const provides = parseRelations(stanza.get("Provides") ?? "").map(([provided]) => provided as string);
    this.provided += provides.length;
    return new IndexedPackage(
      name,
      version,
      this.share(stanza.get("Section")),
      this.share(stanza.get("Priority")),
      stanza.get("Essential") === "yes",
      installedKiB,
      downloadBytes,
      stanza.get("Description") ?? "",
      stanza.get("Homepage") ?? "",
      this.provided > limits.provided ? [] : provides,
      [stanza.get("Pre-Depends"), stanza.get("Depends")].filter((field) => field).join(","),
      parseRelations,
    );
  }
}
