import { visible } from "../names.ts";

const reasons = {
  device: "device nodes are left out: only root can make them",
  socket: "sockets are left out: programs create them again",
  outside: "entries are left out: their paths lead out of the directory",
  link: "entries are left out: their paths lead through a link",
  long: "entries are left out: their paths are longer than the system allows",
  attribute: "extended attributes could not be set",
  kept: "entries are left out: a directory with the same name is not empty",
  broken: "links are left out: their targets do not exist",
} as const;

export type LeftOut = keyof typeof reasons;

/** Counts the entries that could not be unpacked by reason, with the first of each as an example. */
export class Notes {
  readonly #found = new Map<LeftOut, { count: number; example: string }>();

  add(reason: LeftOut, path: string): void {
    const found = this.#found.get(reason) ?? { count: 0, example: path };
    found.count += 1;
    this.#found.set(reason, found);
  }

  /** One sentence for each reason. */
  get lines(): string[] {
    return [...this.#found].map(
      ([reason, { count, example }]) => `${count} ${reasons[reason]} (${visible(example).slice(0, 100)})`,
    );
  }
}
