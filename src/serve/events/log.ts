import { appendFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { makeDirectory } from "../../system/files.ts";
import { sanitize } from "../../system/text.ts";

/** At this size, in bytes, a log is renamed to NAME.1, in place of the last one. */
const largest = 8 * 1024 * 1024;
/** Lines that wait to be written while the disk is full or slow. */
const mostWaiting = 1000;
const longestLine = 1000;
/** Milliseconds until writing is tried again after it failed. */
const tryAgainAfter = 30_000;

/** A log of at most twice 8 MiB. A disk that is full or slow does not hold up the server. */
export class ServeLog {
  private waiting: string[] = [];
  private writing: Promise<void> | undefined;
  private bytes: number | undefined;
  private brokenSince: number | undefined;

  /** @param onTrouble gets the reason when writing fails; called once until it works again */
  constructor(
    readonly path: string,
    private readonly onTrouble: (message: string) => void,
  ) {}

  write(at: number, line: string): void {
    if (this.waiting.length < mostWaiting)
      this.waiting.push(`${new Date(at).toISOString()} ${sanitize(line).slice(0, longestLine)}\n`);
    if (this.brokenSince !== undefined && Date.now() - this.brokenSince < tryAgainAfter) return;
    this.writing ??= this.flush().finally(() => {
      this.writing = undefined;
    });
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const text = this.waiting.join("");
      this.waiting = [];
      try {
        await this.append(text);
        this.brokenSince = undefined;
      } catch (error) {
        const first = this.brokenSince === undefined;
        this.brokenSince = Date.now();
        if (first) this.onTrouble((error as Error).message);
        return;
      }
    }
  }

  private async append(text: string): Promise<void> {
    if (this.bytes === undefined) {
      await makeDirectory(dirname(this.path));
      this.bytes = (await stat(this.path).catch(() => undefined))?.size ?? 0;
    }
    if (this.bytes > largest) {
      await rename(this.path, `${this.path}.1`);
      this.bytes = 0;
    }
    await appendFile(this.path, text);
    this.bytes += Buffer.byteLength(text);
  }

  /** Writes what is waiting. */
  async close(): Promise<void> {
    await this.writing;
    if (this.brokenSince === undefined) await this.flush();
  }
}
