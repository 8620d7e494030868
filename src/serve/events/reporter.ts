import { describer } from "./describe.ts";
import type { ServeEvent } from "./events.ts";
import { emptyServeView, foldAll } from "./fold.ts";
import { ServeLog } from "./log.ts";

/** Events that wait to be folded; one fold of many costs less than many folds. */
const mostWaiting = 1000;

/** Passes a boot server's events on, writes them to its log and counts its clients. */
export class EventReporter {
  private readonly describe = describer();
  private view = emptyServeView;
  private waiting: ServeEvent[] = [];
  readonly log: ServeLog;

  constructor(
    logPath: string,
    private readonly pass: (event: ServeEvent) => void,
  ) {
    this.log = new ServeLog(logPath, (message) =>
      this.problem(`The log cannot be written (${message}). Clients are served all the same.`),
    );
  }

  readonly say = (event: ServeEvent): void => {
    this.waiting.push(event);
    if (this.waiting.length > mostWaiting) this.foldWaiting();
    this.writeToLog(event);
    this.pass(event);
  };

  readonly problem = (message: string, remedy?: string): void =>
    this.say({ type: "problem", at: Date.now(), message, remedy });

  readonly note = (message: string): void => this.say({ type: "note", at: Date.now(), message });

  writeToLog(event: ServeEvent): void {
    const line = this.describe(event);
    if (line !== undefined) this.log.write(event.at, line);
  }

  private foldWaiting(): void {
    this.view = foldAll(this.view, this.waiting);
    this.waiting = [];
  }

  /** How many clients have been seen. */
  get clients(): number {
    this.foldWaiting();
    return this.view.clients.size;
  }
}
