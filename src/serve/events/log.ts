import { appendFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { makeDirectory } from "../../system/files.ts";
import { harmless } from "../../system/text.ts";

/** A log of this size, in bytes, becomes the older one, and that one is gone. */
const largest = 8 * 1024 * 1024;
/** Lines that wait to be written; the disk may be full or slow. */
const mostWaiting = 1000;
const longestLine = 1000;
/** Milliseconds until a log that could not be written to is tried again. */
const tryAgainAfter = 30_000;

/** A log that grows no further than twice 8 MiB, and whose troubles disturb nobody else. */
export class ServeLog {
  private waiting: string[] = [];
  private writing: Promise<void> | undefined;
  private bytes: number | undefined;
  private brokenSince: number | undefined;

  /** @param onTrouble gets why it cannot be written to, once until it can be again */
  constructor(
    readonly path: string,
    private readonly onTrouble: (message: string) => void,
  ) {}

  write(at: number, line: string): void {
    if (this.waiting.length < mostWaiting)
      this.waiting.push(`${new Date(at).toISOString()} ${harmless(line).slice(0, longestLine)}\n`);
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

  /** Writes what is left. */
  async close(): Promise<void> {
    await this.writing;
    if (this.brokenSince === undefined) await this.flush();
  }
}
