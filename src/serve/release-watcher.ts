import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { noteInUse } from "../release/in-use.ts";
import { hasUki, type Release, ukiFile } from "../release/release.ts";
import type { Settings } from "../settings/schema.ts";
import { ThinsmithError } from "../system/errors.ts";
import { type Assignment, assignedReleases, type BootServer, pathOf } from "./assignment/assignment.ts";
import { loaderTexts, tftpFiles } from "./assignment/loader-texts.ts";
import { findLoaders, type Loaders } from "./assignment/loaders.ts";
import {
  checkUndamaged,
  fingerprint,
  readAssignment,
  releaseWords,
  type ServedImage,
} from "./assignment/releases.ts";
import type { Staging } from "./assignment/staging.ts";
import { ukiRemarks } from "./assignment/uki-remarks.ts";
import type { ServeEvent } from "./events/events.ts";
import type { SiteFile } from "./http/request.ts";
import { SiteIndex } from "./http/site-index.ts";
import type { DhcpMode } from "./network/checks.ts";
import type { Contents } from "./public-files.ts";
import { problem } from "./remark.ts";

interface ReleaseWatcherOptions {
  readonly image: ServedImage;
  /** Changes the settings `serve.*`, as the command line says. */
  readonly adjust: (serve: Settings["serve"]) => Settings["serve"];
  /** Keys that have to have signed releases, in place of those that are known on this machine. */
  readonly key?: string | undefined;
  readonly bootServer: BootServer;
  readonly dhcp: DhcpMode;
  readonly staging: Staging;
  /** What clients get has changed. */
  readonly onChange: (offer: ServeEvent) => void;
  readonly onProblem: (message: string, remedy?: string) => void;
  readonly onNote: (message: string) => void;
}

/** In milliseconds, where what is on disk could not be served. */
const retryEvery = 30_000;

/** Follows the releases on disk and serves what clients get according to them. */
export class ReleaseWatcher {
  readonly siteIndex = new SiteIndex();
  private seen = "";
  /** Why what is on disk cannot be served, and when that is tried again. */
  private failed: { readonly message: string; readonly again: number } | undefined;
  /** Releases that have been checked, each by its directory and the sums of its files. */
  private readonly undamaged = new Set<string>();
  /** Ids of releases in use that were written down for each image. */
  private readonly noted = new Map<string, string>();
  /** Images whose list could not be written. */
  private readonly unnoted = new Set<string>();
  private reported = "";
  /** Remarks about what clients get now. */
  private remarks: readonly string[] = [];

  private constructor(
    private readonly options: ReleaseWatcherOptions,
    /** What clients get now, and the loaders for it. */
    public assignment: Assignment,
    public loaders: Loaders,
  ) {}

  /** @throws ThinsmithError when a release is damaged, or a loader is not installed */
  static async open(options: ReleaseWatcherOptions): Promise<ReleaseWatcher> {
    const assignment = await readAssignment(options.image, options.adjust, options.key);
    const watcher = new ReleaseWatcher(options, assignment, await findLoaders(assignment.serve));
    watcher.seen = await watcher.fingerprint();
    await watcher.apply(assignment);
    return watcher;
  }

  private fingerprint(): Promise<string> {
    return fingerprint(this.options.image, releaseWords(this.assignment.serve));
  }

  /** Makes this what clients get. */
  private async apply(assignment: Assignment): Promise<void> {
    const { bootServer, staging } = this.options;
    const releases = assignedReleases(assignment);
    const loaders = await findLoaders(assignment.serve);
    const texts = loaderTexts(assignment, bootServer);
    const tftp = tftpFiles(assignment, loaders, texts);
    // Before clients can fetch from them, so that `release prune` does not remove them first.
    await this.note(releases);
    for (const release of releases) {
      const checked = `${release.directory} ${JSON.stringify(release.manifest.files)}`;
      if (this.undamaged.has(checked)) continue;
      await checkUndamaged(release);
      this.undamaged.add(checked);
    }
    await staging.fill(new Map([...this.imagesBefore(assignment), ...tftp]));
    this.siteIndex.update(assignment, texts.http, await loadersOverHttp(staging, loaders), Date.now());
    this.assignment = assignment;
    this.loaders = loaders;
    this.report(assignment);
    this.remark(assignment);
  }

  /** Images of releases that clients had before: DHCP has named them, and firmware may be about to load one. */
  private imagesBefore({ serve }: Assignment): [path: string, contents: Contents][] {
    if (serve.uefi !== "uki") return [];
    return this.siteIndex
      .inUse(Date.now())
      .filter(hasUki)
      .map((release) => [`${pathOf(release)}/${ukiFile}`, { copyOf: join(release.directory, ukiFile) }]);
  }

  /** Says what a person has to know about what clients get, each of it once for as long as it is so. */
  private remark(assignment: Assignment): void {
    const { bootServer, dhcp, onProblem, onNote } = this.options;
    const problems = (assignment.problems ?? []).map((message) => problem(message));
    const remarks = [...problems, ...ukiRemarks(assignment, bootServer, dhcp)];
    for (const { kind, message, remedy } of remarks) {
      if (this.remarks.includes(message)) continue;
      if (kind === "note") onNote(message);
      else onProblem(message, remedy);
    }
    this.remarks = remarks.map(({ message }) => message);
  }

  private report({ current, canary, serve }: Assignment): void {
    const canaryId = canary && serve.canary.length > 0 ? canary.manifest.id : undefined;
    const offer = {
      release: current.manifest.id,
      ...(canaryId === undefined ? {} : { canary: canaryId }),
      canaries: serve.canary.length,
      singles: serve.clients.filter(({ client }) => client !== "default").length,
    };
    const report = JSON.stringify([offer, serve.clients]);
    if (report === this.reported) return;
    this.reported = report;
    this.options.onChange({ type: "offer", at: Date.now(), ...offer });
  }

  /** Writes down for each image which of its releases are in use: those that clients may still need, and more. */
  private async note(more: readonly Release[] = []): Promise<void> {
    const ids = new Map<string, Set<string>>([...this.noted.keys()].map((image) => [image, new Set()]));
    for (const { directory, manifest } of [...this.siteIndex.inUse(Date.now()), ...more]) {
      const releases = dirname(directory);
      // A copy outside of an image's directory is never pruned.
      if (basename(releases) !== "releases") continue;
      const image = dirname(releases);
      ids.set(image, (ids.get(image) ?? new Set()).add(manifest.id));
    }
    for (const [image, used] of ids) {
      const list = [...used].sort();
      if (this.noted.get(image) === list.join()) continue;
      try {
        await noteInUse(image, list);
        this.noted.set(image, list.join());
        this.unnoted.delete(image);
      } catch (error) {
        // It is tried again, and told once.
        if (this.unnoted.has(image)) continue;
        this.unnoted.add(image);
        this.options.onProblem(
          `The list of releases in use cannot be written (${(error as Error).message}), so release prune may remove them.`,
        );
      }
    }
  }

  /** Serves what has changed on disk. If that is not possible, clients get what they got before. */
  async tick(): Promise<void> {
    await this.note();
    const fingerprintNow = await this.fingerprint();
    // Files that were still being copied may be whole by now.
    const again = this.failed !== undefined && Date.now() >= this.failed.again;
    if (fingerprintNow === this.seen && !again) return;
    this.seen = fingerprintNow;
    const before = this.failed?.message;
    this.failed = undefined;
    try {
      const { image, adjust, key } = this.options;
      await this.apply(await readAssignment(image, adjust, key));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const { message } = error;
      this.failed = { message, again: Date.now() + retryEvery };
      const remedy = error instanceof ThinsmithError ? error.remedy : undefined;
      if (message !== before) this.options.onProblem(`Clients get the same as before: ${message}`, remedy);
    }
  }

  async close(): Promise<void> {
    for (const image of this.noted.keys()) await noteInUse(image, []).catch(() => {});
  }
}

/** The loaders' files for HTTP, from which UEFI can boot, by their paths. */
const loadersOverHttp = async (staging: Staging, { files }: Loaders): Promise<Map<string, SiteFile>> => {
  const root = await realpath(staging.tftpRoot);
  const found = [...files.keys()].map(async (name): Promise<[string, SiteFile]> => {
    const { size } = await stat(join(root, name));
    return [`loaders/${name}`, { kind: "file", root, name, size }];
  });
  return new Map(await Promise.all(found));
};
