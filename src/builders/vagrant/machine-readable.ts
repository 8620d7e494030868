/** One line of `vagrant --machine-readable` (Vagrant's documentation, "Machine Readable Output"). */
export interface MachineLine {
  /** The machine that the line is about, or empty. */
  readonly target: string;
  readonly type: string;
  readonly data: readonly string[];
}

/** Ansible's results are JSON, in which \n must stay. Vagrant uses the same \n for the end of a line. */
const isResult = /\b(?:fatal|failed): \[\w+\]/;

const plain = (field: string): string => {
  const text = field.replaceAll("%!(VAGRANT_COMMA)", ",");
  return isResult.test(text) ? text : text.replaceAll("\\n", "\n").replaceAll("\\r", "\r");
};

/** Parses a line. Undefined for other output, such as a Ruby warning. Pure. */
export const parseMachineLine = (line: string): MachineLine | undefined => {
  const match = /^\d{9,11},([^,]*),([^,]+),?(.*)$/s.exec(line);
  if (!match) return undefined;
  const [, target = "", type = "", data = ""] = match;
  return { target, type, data: data.split(",").map(plain) };
};

/** The text of a line for a person, line by line, and the machine that it is about. */
export interface Said {
  readonly machine: string | undefined;
  readonly lines: readonly string[];
}

/** The prefix with which Vagrant names the machine: "==> server: ". */
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

/** Vagrant's message about the error with which it ended. */
export const errorExit = ({ type, data }: MachineLine): string | undefined =>
  type === "error-exit" ? (data[1] ?? "") : undefined;
