import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import { candidatesFolder } from "../release/links.ts";
import { exists } from "../system/files.ts";
import type { BuildEvent } from "./events.ts";

/** How many failed builds of an image have their logs kept. */
const keptFailures = 3;

/** 2026-11-22T21:14:03Z as 20261122T211403Z, which sorts as text. */
const compactTime = (date: Date): string => date.toISOString().replace(/[-:]|\.\d+/g, "");

/**
 * `<UTC time>-<short hash>` for a release. The time is later than that of all other builds of the image, even if two builds
 * begin in the same second. The image's lock must be held.
 */
export const nextReleaseId = async (
  imageDirectory: string,
  startedAt: Date,
  key: string,
): Promise<string> => {
  const builds = [
    ...(await readdir(join(imageDirectory, "releases")).catch(() => [])),
    ...(await readdir(join(imageDirectory, candidatesFolder)).catch(() => [])),
    ...(await readdir(imageDirectory).catch(() => [])).map((name) => name.replace(/^failed-/, "")),
  ];
  // Times that are further ahead come from a clock that was wrong.
  const ahead = compactTime(new Date(startedAt.getTime() + 60_000));
  const times = builds
    .flatMap((name) => /^\d{8}T\d{6}Z(?=-)/.exec(name) ?? [])
    .filter((time) => time <= ahead);
  const latest = times.sort().at(-1) ?? "";
  const time = new Date(startedAt);
  while (compactTime(time) <= latest) time.setUTCSeconds(time.getUTCSeconds() + 1);
  return `${compactTime(time)}-${key.slice(0, 8)}`;
};

/** The directory that a build writes to until it ends, with its logs. It is beside the releases. */
export class Workspace {
  readonly partial: string;
  private readonly log;
  private readonly events;

  private constructor(
    private readonly imageDirectory: string,
    private readonly id: string,
  ) {
    this.partial = join(imageDirectory, "releases", `.${id}.partial`);
    this.log = createWriteStream(join(this.partial, "build.log"));
    this.events = createWriteStream(join(this.partial, "events.ndjson"));
    // The stage reports a full disk. An error of the log must not end the program.
    for (const stream of [this.log, this.events]) stream.on("error", () => {});
  }

  /** Opens a workspace and removes those of killed builds. The image's lock must be held. */
  static async open(imageDirectory: string, id: string): Promise<Workspace> {
    const releases = join(imageDirectory, "releases");
    await mkdir(releases, { recursive: true });
    for (const name of await readdir(releases)) {
      if (name.endsWith(".partial")) await rm(join(releases, name), { recursive: true });
    }
    await mkdir(join(releases, `.${id}.partial`));
    return new Workspace(imageDirectory, id);
  }

  get logPath(): string {
    return join(this.partial, "build.log");
  }

  /** Writes a line about what runs outside the stages. */
  note(line: string): void {
    if (this.log.writable) this.log.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
  }

  write(event: BuildEvent): void {
    this.events.write(`${JSON.stringify(event)}\n`);
    const time = new Date(event.at).toISOString().slice(11, 19);
    if (event.type === "log") {
      const about = event.machine ? `${event.stage}/${event.machine}` : event.stage;
      this.log.write(`${time} ${about}: ${event.line}\n`);
    }
    if (event.type === "stage-paused")
      this.log.write(`${time} == ${event.stage} waits for a person: ${event.command}\n`);
    if (event.type === "stage-started") this.log.write(`${time} == ${event.stage}\n`);
    if (event.type === "stage-ended") {
      this.log.write(`${time} == ${event.stage} ${event.outcome} after ${event.seconds.toFixed(1)} s\n`);
    }
    if (event.type === "build-ended") {
      this.log.write(`${time} ${event.ok ? "built" : `failed: ${event.failure?.message}`}\n`);
    }
  }

  /** Writes the rest. Must be called after the last event. */
  async close(): Promise<void> {
    for (const stream of [this.log, this.events]) {
      stream.end();
      await finished(stream).catch(() => {});
    }
  }

  /** Removes the workspace, if nothing was built. */
  async discard(): Promise<void> {
    await rm(this.partial, { recursive: true, force: true });
  }

  /** Keeps the logs and removes all other files. Only the logs of the last failures are kept. */
  async keepAsFailure(): Promise<void> {
    const failed = dirname(this.failureLog);
    // If a build fails in its last step, it may be a release already.
    if (!(await exists(this.partial))) return;
    for (const name of await readdir(this.partial)) {
      if (name !== "build.log" && name !== "events.ndjson") {
        await rm(join(this.partial, name), { recursive: true });
      }
    }
    await rename(this.partial, failed);
    const failures = (await readdir(this.imageDirectory)).filter((name) => name.startsWith("failed-")).sort();
    for (const name of failures.slice(0, -keptFailures)) {
      await rm(join(this.imageDirectory, name), { recursive: true });
    }
  }

  /**
   * The later path of the log of a build that fails now.
   * @param release what the build is already, if it is a release or a candidate: its log stays there
   */
  async keptLog(release: string | undefined): Promise<string> {
    if (release === undefined || (await exists(this.partial))) return this.failureLog;
    return join(release, "build.log");
  }

  /** The path of the log after `keepAsFailure`. */
  private get failureLog(): string {
    return join(this.imageDirectory, `failed-${this.id}`, "build.log");
  }
}
