import type { BootBefore } from "../../src/boot/before.ts";
import { hasDesktop } from "../../src/boot/expectation.ts";
import { firmwareName } from "../../src/boot/firmware.ts";
import type { RunningMachine } from "../../src/boot/machine.ts";
import { type NeededMemory, neededMemory } from "../../src/boot/memory.ts";
import type { Picture } from "../../src/boot/picture/picture.ts";
import type { Progress } from "../../src/boot/progress.ts";
import type { BootOptions, Verdict } from "../../src/boot/run.ts";
import { type BootTimes, noTimes } from "../../src/boot/times.ts";
import type { Release } from "../../src/release/release.ts";
import { CancelledError } from "../../src/system/errors.ts";
import { type ShownError, shownError } from "../ui/shown-error.ts";
import { Store } from "../ui/store.ts";
import { ConsoleLines } from "./console-lines.ts";

/** Changes are announced at most this often, in milliseconds: a console may print thousands of lines a second. */
const announceEvery = 100;
/** More rows than any terminal has. */
const shownLines = 500;
/** An emulated client on a busy machine needs minutes; a person can stop earlier. */
const patience = 600;

/** How the machine is that a release is tried on; what is left out is as usual. */
export interface BootChoice {
  /** Keys of which one has to have signed the release. */
  readonly key?: string | undefined;
  /** In MiB; left out, as much as the image needs. */
  readonly memory?: number | undefined;
  readonly cpus?: number;
  readonly firmware?: "bios" | "uefi";
  readonly secureBoot?: BootOptions["secureBoot"];
  readonly accel?: "auto" | "kvm" | "tcg";
  readonly params?: readonly string[];
  readonly timeoutSeconds?: number;
}

/** A test boot as it is now. Times in milliseconds since the epoch. */
export interface BootView {
  readonly name: string;
  /** Of the release. */
  readonly id: string;
  readonly memoryMiB: number;
  /** What the image needs. */
  readonly needed: NeededMemory;
  readonly cpus: number;
  /** What it is called. */
  readonly firmware: string;
  /** "stopping": somebody has asked for the end. */
  readonly state: "running" | "stopping" | "ended";
  readonly accel?: "kvm" | "tcg";
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly checks: readonly Progress[];
  readonly consoleLines: readonly string[];
  readonly cursor: { readonly above: number; readonly column: number };
  /** Whether the image has a desktop, so that the machine has a screen; and what that shows. */
  readonly hasScreen: boolean;
  readonly picture?: Picture;
  readonly times: BootTimes;
  readonly before?: BootBefore;
  readonly note?: string;
  readonly verdict?: Verdict;
  readonly error?: ShownError;
}

/** Runs one machine. In the wizard, `testBoot`. */
export type RunBoot = (options: BootOptions) => Promise<Verdict>;

const beginning = (
  { manifest }: Release,
  { cpus = 2, firmware = "bios", secureBoot }: BootChoice,
  memoryMiB: number,
): BootView => ({
  ...{ name: manifest.name, id: manifest.id, memoryMiB, needed: neededMemory(manifest), cpus },
  firmware: firmwareName({ firmware, secureBoot }),
  ...{ state: "running", startedAt: Date.now(), hasScreen: hasDesktop(manifest), times: noTimes },
  ...{ checks: [], consoleLines: [], cursor: { above: 0, column: 0 } },
});

/**
 * A test boot that runs while screens come and go: follows it, types to it, boots again. There is never more than one
 * machine.
 */
export class BootSession extends Store<BootView> {
  private console: ConsoleLines | undefined;
  private machine: RunningMachine | undefined;
  private stopping = new AbortController();
  /** Memory of the machine that is to come when this one is gone. */
  private next: number | undefined;
  private gone: Promise<void>;

  /**
   * The machine starts at once.
   * @param signal ends it when the program is told to end
   * @param choice the machine
   */
  constructor(
    private readonly release: Release,
    private readonly run: RunBoot,
    private readonly signal: AbortSignal,
    private readonly choice: BootChoice = {},
  ) {
    const { memoryMiB } = neededMemory(release.manifest);
    super(beginning(release, choice, choice.memory ?? memoryMiB), announceEvery);
    this.next = this.state.memoryMiB;
    this.gone = this.bootOn();
  }

  /** Boots one machine after the other, for as long as a next one is wanted. */
  private async bootOn(): Promise<void> {
    while (this.next !== undefined && !this.signal.aborted) {
      const { accel } = this.state;
      this.state = { ...beginning(this.release, this.choice, this.next), ...(accel ? { accel } : {}) };
      this.next = undefined;
      this.stopping = new AbortController();
      this.newConsole();
      this.update();
      await this.boot();
    }
    // A check that was running when the machine ended is neither reached nor failed.
    const checks = this.state.checks.map(
      (check): Progress => (check.state === "running" ? { ...check, state: "waiting", detail: "" } : check),
    );
    this.update({ state: "ended", endedAt: this.state.endedAt ?? Date.now(), checks });
  }

  private async boot(): Promise<void> {
    const { memoryMiB, cpus, accel } = this.state;
    const { release } = this;
    const { firmware = "bios", params = [], timeoutSeconds = patience } = this.choice;
    const { key, secureBoot, accel: wanted = "auto" } = this.choice;
    try {
      await this.run({
        ...{ release, key, memoryMiB, cpus, firmware, secureBoot, params, timeoutSeconds, stay: true },
        // Where KVM did not work for one machine, the next one does without.
        accel: accel === "tcg" ? "tcg" : wanted,
        signal: AbortSignal.any([this.stopping.signal, this.signal]),
        onMachine: (machine) => {
          this.machine = machine;
          this.newConsole();
          this.updateSoon({ accel: machine.accel });
        },
        onConsole: (chunk) => this.console?.write(chunk),
        onNote: (note) => this.updateSoon({ note }),
        onPicture: (picture) => this.updateSoon({ picture }),
        onTimes: (times) => this.updateSoon({ times }),
        onBefore: (before) => this.updateSoon({ before }),
        onProgress: (checks) => this.updateSoon({ checks }),
        onVerdict: (verdict) => this.updateSoon({ verdict, endedAt: Date.now() }),
      });
    } catch (error) {
      if (!(error instanceof CancelledError)) this.updateSoon({ error: shownError(error) });
    }
    this.machine = undefined;
  }

  private newConsole(): void {
    this.console?.close();
    this.console = new ConsoleLines(() => this.updateSoon());
  }

  protected override collect(state: BootView): BootView {
    return this.console
      ? { ...state, consoleLines: this.console.lines(shownLines), cursor: this.console.cursor() }
      : state;
  }

  private endMachine(next: number | undefined): void {
    this.next = next;
    if (this.state.state === "ended") return;
    this.update({ state: "stopping", ...(next === undefined ? {} : { memoryMiB: next }) });
    this.stopping.abort();
  }

  /** Types to the client, where there is one. */
  write(text: string): void {
    this.machine?.write(text);
  }

  /** Ends the machine; resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.endMachine(undefined);
    await this.gone;
  }

  /** Boots again from the beginning, with that much memory, once the machine before is gone. */
  again(memoryMiB = this.state.memoryMiB): void {
    const hasEnded = this.state.state === "ended";
    this.endMachine(memoryMiB);
    if (hasEnded) this.gone = this.bootOn();
  }
}
