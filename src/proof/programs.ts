import { visible } from "../image/names.ts";
import { type Elf, ElfError, readElf } from "./elf.ts";
import type { Finding } from "./finding.ts";
import { candidatesFor, configuredDirectories, type Loaded } from "./libraries.ts";
import type { Root } from "./root.ts";

/** A program that has to start: its path in the image, and what it is for. */
export interface Wanted {
  readonly check: string;
  readonly path: string;
  /** "init", or the unit that starts it. */
  readonly of: string;
}

/** A library that a process looks for, and the files that it may be. */
interface Search {
  readonly name: string;
  readonly candidates: readonly string[];
  readonly by: Loaded;
}

/** A program with the libraries that it has loaded so far. */
interface Process {
  readonly wanted: Wanted;
  readonly machine: number;
  readonly names: Set<string>;
  searches: Search[];
}

/** The kernel follows so many interpreters of scripts (BINPRM_MAX_RECURSION of fs/exec.c). */
const mostScripts = 4;

const absolute = (path: string) => visible(`/${path.replace(/^\/+/, "")}`);

/** The program that runs a script, from its first line; undefined for a file that is no script. */
const interpreterOf = (content: Buffer): string | undefined =>
  /^#![ \t]*(\S+)/.exec(content.toString("latin1", 0, 256))?.[1];

/** Looks whether programs would start: what runs them, and all libraries that they are linked to, are in the image. */
export class Programs {
  private readonly findings: Finding[] = [];
  /** What is missing, and what needs it. */
  private readonly missing = new Map<string, { readonly check: string; readonly by: Set<string> }>();
  private readonly elves = new Map<string, Elf | ElfError>();
  private readonly seen = new Set<string>();
  private readonly configured: readonly string[];

  /** @param root with `loaderFiles` loaded */
  constructor(private readonly root: Root) {
    this.configured = configuredDirectories(root);
  }

  /** The files of programs are read level by level, each in one pass. */
  async check(wanted: readonly Wanted[]): Promise<Finding[]> {
    let programs = wanted;
    const processes: Process[] = [];
    for (let depth = 0; programs.length > 0 && depth <= mostScripts; depth += 1) {
      await this.root.load(programs.map(({ path }) => path));
      programs = programs.flatMap((program) => this.begin(program, processes));
    }
    while (processes.some(({ searches }) => searches.length > 0)) {
      await this.root.load(processes.flatMap(({ searches }) => searches.flatMap((one) => one.candidates)));
      for (const process of processes) this.step(process);
    }
    const lacking = [...this.missing].map(([name, { check, by }]): Finding => {
      const [first = "", ...more] = by;
      const needs = more.length === 0 ? `${first} needs` : `${first} and ${more.length} more need`;
      return { check, problem: `${name}, which ${needs}, is not in the image` };
    });
    return [...this.findings, ...lacking];
  }

  /** Begins a process. @returns the program that runs it, if it is a script */
  private begin(wanted: Wanted, processes: Process[]): Wanted[] {
    const { check, path, of } = wanted;
    const place = this.root.placeOf(path);
    if (this.seen.has(place ?? path)) return [];
    this.seen.add(place ?? path);
    const called = of === "" ? absolute(path) : `${absolute(path)} (${visible(of)})`;
    const say = (problem: string) => {
      this.findings.push({ check, problem: `${called} ${problem}` });
      return [];
    };
    if (place === undefined) return say("is not in the image");
    const node = this.root.tree.find(place) as number;
    if ((this.root.tree.mode(node) & 0o111) === 0) return say("is not executable");
    const content = this.root.content(place);
    if (!content) return say("cannot be read");
    const script = interpreterOf(content);
    if (script !== undefined) return [{ check, path: script, of: `runs ${absolute(path)}` }];
    const elf = this.elfAt(place);
    if (elf instanceof ElfError) return say(`cannot run: ${elf.message}`);
    if (elf.interpreter !== undefined && this.root.file(elf.interpreter) === undefined)
      this.lacks(absolute(elf.interpreter), check, called);
    const process: Process = { wanted, machine: elf.machine, names: new Set(), searches: [] };
    this.look(process, { path: place, elf, by: undefined });
    processes.push(process);
    return [];
  }

  private lacks(name: string, check: string, by: string): void {
    const known = this.missing.get(name) ?? { check, by: new Set() };
    known.by.add(by);
    this.missing.set(name, known);
  }

  /** Begins to look for the libraries of a file that the process does not have yet. */
  private look(process: Process, loaded: Loaded): void {
    for (const name of loaded.elf.needed) {
      if (process.names.has(name)) continue;
      process.names.add(name);
      const candidates = candidatesFor(this.root, loaded, name, this.configured);
      process.searches.push({ name, candidates, by: loaded });
    }
  }

  /** Takes the libraries that were looked for, and looks for what they need. */
  private step(process: Process): void {
    const { searches, machine } = process;
    process.searches = [];
    for (const { name, candidates, by } of searches) {
      const path = candidates.find((one) => {
        const elf = this.elfAt(one);
        return !(elf instanceof ElfError) && elf.machine === machine;
      });
      if (path !== undefined) this.look(process, { path, elf: this.elfAt(path) as Elf, by });
      else if (candidates[0] === undefined)
        this.lacks(visible(name), process.wanted.check, absolute(by.path));
      else {
        const elf = this.elfAt(candidates[0]);
        const why = elf instanceof ElfError ? elf.message : "it is for another processor";
        const problem = `${absolute(candidates[0])} cannot be loaded: ${why}`;
        if (!this.findings.some((one) => one.problem === problem))
          this.findings.push({ check: process.wanted.check, problem });
      }
    }
  }

  private elfAt(place: string): Elf | ElfError {
    const known = this.elves.get(place);
    if (known) return known;
    let elf: Elf | ElfError;
    try {
      elf = readElf(this.root.content(place) ?? Buffer.alloc(0));
    } catch (error) {
      if (!(error instanceof ElfError)) throw error;
      elf = error;
    }
    this.elves.set(place, elf);
    return elf;
  }
}
