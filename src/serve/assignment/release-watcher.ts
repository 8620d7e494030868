import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { noteInUse } from "../../release/in-use.ts";
import { damagedFiles, type Release } from "../../release/release.ts";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import type { ServeEvent } from "../events/events.ts";
import { type LooseFile, Stock } from "../http/site-index.ts";
import { type Choices, offeredReleases, type Place } from "./assignment.ts";
import { loaderTexts } from "./loader-texts.ts";
import { findLoaders, type Loaders } from "./loaders.ts";
import { fingerprint, readChoices, releaseWords, type Source } from "./releases.ts";
import type { Staging } from "./staging.ts";

export interface OfferingOptions {
  readonly source: Source;
  /** Changes the table, as the command line says. */
  readonly adjust: (serve: Settings["serve"]) => Settings["serve"];
  readonly place: Place;
  readonly staging: Staging;
  /** What clients get has changed. */
  readonly onOffer: (offer: ServeEvent) => void;
  readonly onProblem: (message: string, remedy?: string) => void;
  /** Firmware has to be told of other loaders than before. */
  readonly onLoaders: () => Promise<void>;
}

/** What clients get at the moment, kept in step with the releases on disk. */
export class Offering {
  readonly stock = new Stock();
  private mark = "";
  private readonly sound = new Set<string>();
  /** What was noted for each image. */
  private readonly noted = new Map<string, string>();
  private said = "";

  private constructor(
    private readonly options: OfferingOptions,
    private current: Choices,
    private found: Loaders,
  ) {}

  /** @throws ThinsmithError when a release is damaged, or a loader is not installed */
  static async open(options: OfferingOptions): Promise<Offering> {
    const choices = await readChoices(options.source, options.adjust);
    const offering = new Offering(options, choices, await findLoaders(choices.serve));
    offering.mark = await offering.look();
    await offering.take(choices);
    return offering;
  }

  get choices(): Choices {
    return this.current;
  }

  get loaders(): Loaders {
    return this.found;
  }

  private look(): Promise<string> {
    return fingerprint(this.options.source, releaseWords(this.current.serve));
  }

  private async demandSound(release: Release): Promise<void> {
    const { directory, manifest } = release;
    if (this.sound.has(directory)) return;
    const damaged = await damagedFiles(release);
    if (damaged.length > 0) {
      throw new ThinsmithError(`The release ${manifest.id} is damaged: ${damaged.join(", ")}.`, {
        remedy: `Build it again, or use another one: thinsmith release rollback ${manifest.name}`,
      });
    }
    this.sound.add(directory);
  }

  /** Lets clients get this from now on. */
  private async take(choices: Choices): Promise<void> {
    const { place, staging } = this.options;
    const releases = offeredReleases(choices);
    // Before anybody can ask for them, so that nobody takes them away in between.
    await this.note(releases);
    for (const release of releases) await this.demandSound(release);
    const loaders = await findLoaders(choices.serve);
    const texts = loaderTexts(choices, place);
    await staging.fill(texts.tftp, loaders.files, choices.serve.uefi === "ipxe" ? [] : releases);
    this.stock.offer(choices, texts.http, await looseFiles(staging, loaders), Date.now());
    this.current = choices;
    this.found = loaders;
    this.tell(choices);
    for (const problem of choices.problems ?? []) this.options.onProblem(problem);
  }

  private tell({ current, canary, serve }: Choices): void {
    const canaryId = canary && serve.canary.length > 0 ? canary.manifest.id : undefined;
    const offer = {
      release: current.manifest.id,
      ...(canaryId === undefined ? {} : { canary: canaryId }),
      canaries: serve.canary.length,
      singles: serve.clients.filter(({ client }) => client !== "default").length,
    };
    const said = JSON.stringify([offer, serve.clients]);
    if (said === this.said) return;
    this.said = said;
    this.options.onOffer({ type: "offer", at: Date.now(), ...offer });
  }

  /** Notes for each image which of its releases are given out: those that clients may still need, and more. */
  private async note(more: readonly Release[] = []): Promise<void> {
    const ids = new Map<string, Set<string>>([...this.noted.keys()].map((image) => [image, new Set()]));
    for (const { directory, manifest } of [...this.stock.inUse(Date.now()), ...more]) {
      const releases = dirname(directory);
      // One that lies by itself is nobody's to tidy away.
      if (basename(releases) !== "releases") continue;
      const image = dirname(releases);
      ids.set(image, (ids.get(image) ?? new Set()).add(manifest.id));
    }
    for (const [image, used] of ids) {
      const list = [...used].sort();
      if (this.noted.get(image) === list.join()) continue;
      this.noted.set(image, list.join());
      await noteInUse(image, list).catch((error: Error) =>
        this.options.onProblem(
          `That these releases are in use cannot be noted (${error.message}), so release prune may take them.`,
        ),
      );
    }
  }

  /** Looks whether anything has changed on disk, and offers it. What cannot be offered changes nothing. */
  async tick(): Promise<void> {
    await this.note();
    const mark = await this.look();
    if (mark === this.mark) return;
    this.mark = mark;
    try {
      const choices = await readChoices(this.options.source, this.options.adjust);
      const { bios, uefi } = this.found;
      await this.take(choices);
      if (this.found.bios !== bios || this.found.uefi !== uefi) await this.options.onLoaders();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const remedy = error instanceof ThinsmithError ? error.remedy : undefined;
      this.options.onProblem(`Clients get what they got before: ${error.message}`, remedy);
    }
  }

  /** A client fetches from a release. */
  touch(id: string): void {
    this.stock.touch(id, Date.now());
  }

  async close(): Promise<void> {
    for (const image of this.noted.keys()) await noteInUse(image, []).catch(() => {});
  }
}

/** Loaders over HTTP, for firmware that boots from there. */
const looseFiles = async (staging: Staging, { files }: Loaders): Promise<Map<string, LooseFile>> => {
  const root = await realpath(staging.tftpRoot);
  const found = [...files.keys()].map(
    async (name): Promise<[string, LooseFile]> => [
      name,
      { root, name, size: (await stat(join(root, name))).size },
    ],
  );
  return new Map(await Promise.all(found));
};
