import { LogFile } from "../../../src/pipeline/logs/log-file.ts";
import { LogSearch } from "../../../src/pipeline/logs/log-search.ts";
import { type LoggedStage, LogStages } from "../../../src/pipeline/logs/log-stages.ts";
import type { Command } from "../../keys/keys.ts";
import { rowAfter } from "../list/list-window.ts";
import { Store } from "../store.ts";

interface ShownLine {
  /** Counted from 0. */
  readonly number: number;
  readonly text: string;
  /** Whether the line is the match that a person went to, or another one. */
  readonly match: "here" | "other" | "none";
}

/** What of a log is on screen. */
export interface LogState {
  readonly lines: readonly ShownLine[];
  readonly first: number;
  readonly total: number;
  /** How much of the file is known, from 0 to 1. */
  readonly read: number;
  /** True at the end, where new lines appear by themselves. */
  readonly following: boolean;
  readonly search?:
    | {
        readonly query: string;
        readonly count: number;
        readonly full: boolean;
        readonly at?: number;
        readonly over: boolean;
      }
    | undefined;
  readonly problem?: string | undefined;
  /** Stages of a build, where it is one's log. */
  readonly stages: readonly LoggedStage[];
}

/** Milliseconds: how often a log is looked at that may grow, and drawn while it is being read. */
const lookEvery = 200;
const drawEvery = 60;

/**
 * A window on a log on disk, moved by the commands of the key table "log"; reads in the background until it is closed.
 */
export class LogView extends Store<LogState> {
  private file: LogFile | undefined;
  private search: LogSearch | undefined;
  private stages: LogStages | undefined;
  private searched = false;
  /** Line from which on the first match is gone to as soon as it is found. */
  private seeking: number | undefined;
  private here: number | undefined;
  private first = 0;
  private following = true;
  private drawing = 0;
  private drawnAt = 0;
  private wake: () => void = () => {};

  constructor(
    private readonly path: string,
    private height: number,
    private readonly ofBuild: boolean,
  ) {
    super({ lines: [], first: 0, total: 0, read: 0, following: true, stages: [] });
    this.run();
  }

  override close(): void {
    super.close();
    this.wake();
  }

  resize(height: number): void {
    this.height = height;
    this.draw();
  }

  /** Looks for a text from the first line on screen on; an empty one ends the search. */
  find(query: string): void {
    this.here = undefined;
    this.searched = false;
    this.search = query === "" || !this.file ? undefined : new LogSearch(this.file, query);
    this.seeking = this.first;
    this.draw();
    this.wake();
  }

  handle(command: Command): void {
    const to = rowAfter(command, this.first, Math.max(1, this.height - 1), Number.POSITIVE_INFINITY);
    if (to !== undefined) this.moveTo(to);
    if (command === "searchNext" || command === "searchPrevious") this.goOn(command === "searchNext");
    if (command === "nextTab" || command === "previousTab") this.goToStage(command === "nextTab");
    this.draw();
  }

  private goToStage(forward: boolean): void {
    const stages = this.stages?.found ?? [];
    const stage = forward
      ? stages.find(({ line }) => line > this.first)
      : stages.findLast(({ line }) => line < this.first);
    if (stage) this.moveTo(stage.line);
  }

  private get lowest(): number {
    return Math.max(0, (this.file?.lineCount ?? 0) - this.height);
  }

  private moveTo(first: number): void {
    this.seeking = undefined;
    this.first = Math.max(0, Math.min(first, this.lowest));
    this.following = this.first >= this.lowest && first >= this.first;
  }

  private goTo(line: number): void {
    // The match is a third of the way down, below what led to it.
    this.moveTo(line - Math.floor(this.height / 3));
    this.following = false;
    this.here = line;
  }

  private goOn(forward: boolean): void {
    if (!this.search) return;
    const from = this.here ?? this.first;
    const past = this.search.before(from + (forward && this.here !== undefined ? 1 : 0));
    const line = this.search.lineOf(forward ? past : past - 1);
    if (line !== undefined) this.goTo(line);
  }

  private seek(): void {
    if (!this.search || this.seeking === undefined) return;
    const past = this.search.before(this.seeking);
    if (past === this.search.count && !this.searched) return;
    const line = this.search.lineOf(past);
    this.seeking = undefined;
    if (line !== undefined) this.goTo(line);
  }

  private show(changed: Partial<LogState>): void {
    this.drawnAt = performance.now();
    this.update(changed);
  }

  /** Reads what the window shows and announces it; what was begun before is then out of date. */
  private async draw(): Promise<void> {
    this.drawing += 1;
    const drawing = this.drawing;
    const { file, search } = this;
    if (!file || this.closed) return;
    if (this.following) this.first = this.lowest;
    this.first = Math.min(this.first, this.lowest);
    const { first, following, here } = this;
    const texts = await file.lines(first, this.height).catch(() => []);
    if (drawing !== this.drawing || this.closed) return;
    this.show({
      lines: texts.map((text, index) => {
        const number = first + index;
        const match = number === here ? "here" : search?.matches(number) ? "other" : "none";
        return { number, text, match };
      }),
      first,
      total: file.lineCount,
      read: file.fraction,
      following,
      stages: this.stages?.found ?? [],
      problem: undefined,
      search: search && {
        query: search.query,
        count: search.count,
        full: search.full,
        over: this.searched,
        ...(here === undefined ? {} : { at: search.before(here) + 1 }),
      },
    });
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      let more = false;
      try {
        this.file ??= await LogFile.open(this.path);
        more = await this.file.scan();
        if (this.ofBuild) {
          this.stages ??= new LogStages(this.file);
          more = (await this.stages.step()) || more;
        }
        const { search } = this;
        const found = search ? await search.step() : false;
        if (search === this.search) this.searched = !found;
        this.seek();
        const changed = more || found || this.state.total !== this.file.lineCount || this.drawnAt === 0;
        more ||= found;
        if (search && !found && this.state.search?.over !== true) await this.draw();
        else if (changed && (!more || performance.now() - this.drawnAt > drawEvery)) await this.draw();
      } catch (error) {
        await this.file?.close().catch(() => {});
        this.file = undefined;
        this.stages = undefined;
        const gone = (error as NodeJS.ErrnoException).code === "ENOENT";
        const problem = gone ? "There is no log there now." : (error as Error).message;
        this.show({ problem });
      }
      if (!more && !this.closed) await this.pause();
    }
    await this.file?.close().catch(() => {});
  }

  private pause(): Promise<void> {
    return new Promise((over) => {
      const timer = setTimeout(over, lookEvery);
      this.wake = () => {
        clearTimeout(timer);
        over();
      };
    });
  }
}
