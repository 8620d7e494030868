/** One line of `vagrant --machine-readable` (Vagrant's documentation, "Machine Readable Output"). */
export interface MachineLine {
  /** The machine that it is about; empty for none. */
  readonly target: string;
  readonly type: string;
  readonly data: readonly string[];
}

/** Ansible's results are JSON, whose \n are its own: Vagrant does not tell them from those that end lines. */
const isResult = /\b(?:fatal|failed): \[\w+\]/;

const plain = (field: string): string => {
  const text = field.replaceAll("%!(VAGRANT_COMMA)", ",");
  return isResult.test(text) ? text : text.replaceAll("\\n", "\n").replaceAll("\\r", "\r");
};

/** Reads a line; undefined for what is none, such as a Ruby warning. Pure. */
export const parseMachineLine = (line: string): MachineLine | undefined => {
  const match = /^\d{9,11},([^,]*),([^,]+),?(.*)$/s.exec(line);
  if (!match) return undefined;
  const [, target = "", type = "", data = ""] = match;
  return { target, type, data: data.split(",").map(plain) };
};

/** What a person should read of a line: of which machine, and its text line by line. */
export interface Said {
  readonly machine: string | undefined;
  readonly lines: readonly string[];
}

/** Vagrant's own prefix, by which it tells machines apart for people: "==> server: ". */
const prefix = /^(?:==>|\s{4}) ?([a-z]+): ?/;

/** The text of a `ui` line; undefined for a line of another type. Pure. */
export const saidBy = ({ target, type, data }: MachineLine): Said | undefined => {
  if (type !== "ui") return undefined;
  const text = data[1] ?? "";
  const lines = text.split(/[\r\n]+/);
  const named = prefix.exec(text)?.[1];
  return {
    machine: target || named || undefined,
    lines: lines.map((line) => line.replace(prefix, "")).filter((line) => line.trim() !== ""),
  };
};

/** What Vagrant says of the error that it ended with. */
export const errorExit = ({ type, data }: MachineLine): string | undefined =>
  type === "error-exit" ? (data[1] ?? "") : undefined;
