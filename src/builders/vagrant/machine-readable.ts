/** One line of `vagrant --machine-readable` (Vagrant's documentation, "Machine Readable Output"). */
export interface MachineLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The machine that it is about; empty for none. */
  readonly target: string;
  readonly type: string;
  readonly data: readonly string[];
}

const plain = (text: string): string =>
  text.replaceAll("%!(VAGRANT_COMMA)", ",").replaceAll("\\n", "\n").replaceAll("\\r", "\r");

/** Reads a line; undefined for what is none, such as a Ruby warning. Pure. */
export const parseMachineLine = (line: string): MachineLine | undefined => {
  const match = /^(\d{9,11}),([^,]*),([^,]+),?(.*)$/s.exec(line);
  if (!match) return undefined;
  const [, at, target = "", type = "", data = ""] = match;
  return { at: Number(at) * 1000, target, type, data: data.split(",").map(plain) };
};

/** What a person should read of a line: of which machine, and its text line by line. */
export interface Said {
  readonly machine: string | undefined;
  readonly lines: readonly string[];
  readonly error: boolean;
}

/** Vagrant's own prefix, by which it tells machines apart for people: "==> server: ". */
const prefix = /^(?:==>|\s{4}) ?([a-z]+): ?/;

/** The text of a `ui` line; undefined for a line of another type. Pure. */
export const saidBy = ({ target, type, data }: MachineLine): Said | undefined => {
  if (type !== "ui") return undefined;
  const [kind = "", text = ""] = data;
  const lines = text.split(/[\r\n]+/);
  const named = prefix.exec(text)?.[1];
  return {
    machine: target || named || undefined,
    lines: lines.map((line) => line.replace(prefix, "")).filter((line) => line.trim() !== ""),
    error: kind === "error",
  };
};

/** Name and message of the error that Vagrant ended with. */
export const errorExit = ({ type, data }: MachineLine): { name: string; message: string } | undefined =>
  type === "error-exit" ? { name: data[0] ?? "", message: data[1] ?? "" } : undefined;
