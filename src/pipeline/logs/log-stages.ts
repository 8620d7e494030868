import { chunkBytes, type LogFile } from "./log-file.ts";

/** A stage as a build's log tells of it (workspace.ts writes these lines). */
export interface LoggedStage {
  readonly name: string;
  /** Where it begins, counted from 0; for one from the cache, where that is said. */
  readonly line: number;
  /** None while it runs. */
  readonly ended?: { readonly outcome: string; readonly seconds: number };
}

const newline = 10;
/** Of the equals signs in "21:14:03 == rootfs". */
const equalsAt = 9;
const equals = "=".charCodeAt(0);
/** More than any line of ours. */
const longest = 200;
/** More than any build has. */
const mostStages = 200;

const told = /^\d\d:\d\d:\d\d == ([\w-]+)(?: (\w+) after ([\d.]+) s)?$/;

/** Finds the stages in a build's log, chunk by chunk, and goes on when the log grows. */
export class LogStages {
  private readonly stages: LoggedStage[] = [];
  private readonly buffer = Buffer.allocUnsafe(chunkBytes);
  private offset = 0;
  private line = 0;

  constructor(private readonly file: LogFile) {}

  /** Those found so far, in the order in which they begin; another list whenever it has changed. */
  found: readonly LoggedStage[] = [];

  private take(text: string): void {
    const [, name = "", outcome, seconds] = told.exec(text) ?? [];
    if (name === "") return;
    const begun = this.stages.findLastIndex((stage) => stage.name === name && !stage.ended);
    const ended = outcome === undefined ? undefined : { outcome, seconds: Number(seconds) };
    const before = this.stages[begun];
    if (before && ended) this.stages[begun] = { ...before, ended };
    else if (this.stages.length < mostStages)
      this.stages.push({ name, line: this.line, ...(ended ? { ended } : {}) });
    this.found = [...this.stages];
  }

  /** Looks through the next part of the log; false if there is none. */
  async step(): Promise<boolean> {
    const chunk = await this.file.read(this.buffer, this.offset);
    const end = chunk.lastIndexOf(newline) + 1;
    if (end === 0) {
      // A part of one line: it fills the whole buffer, or it is the last line so far.
      if (chunk.length < chunkBytes) return false;
      this.offset += chunk.length;
      return true;
    }
    for (let from = 0; from < end; ) {
      const at = chunk.indexOf(newline, from);
      if (chunk[from + equalsAt] === equals && at - from < longest)
        this.take(chunk.toString("latin1", from, at));
      this.line += 1;
      from = at + 1;
    }
    this.offset += end;
    return true;
  }
}
