import { visible } from "../names.ts";

const reasons = {
  device: "device nodes are left out: only root can make them",
  socket: "sockets are left out: programs make them anew",
  outside: "entries are left out: their names lead outside",
  link: "entries are left out: they lie below a link",
  long: "entries are left out: their paths are longer than the system allows",
  attribute: "extended attributes could not be set",
  kept: "entries are left out: a directory with something in it has their name",
  broken: "links are left out: they lead nowhere",
} as const;

export type LeftOut = keyof typeof reasons;

/** Counts what could not be unpacked, and keeps the first of each kind as an example. */
export class Notes {
  readonly #found = new Map<LeftOut, { count: number; example: string }>();

  add(reason: LeftOut, path: string): void {
    const found = this.#found.get(reason) ?? { count: 0, example: path };
    found.count += 1;
    this.#found.set(reason, found);
  }

  /** A sentence for each kind. */
  get lines(): string[] {
    return [...this.#found].map(
      ([reason, { count, example }]) => `${count} ${reasons[reason]} (${visible(example).slice(0, 100)})`,
    );
  }
}
