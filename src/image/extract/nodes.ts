import { stream } from "../../system/process.ts";
import type { Entry } from "../entry.ts";
import { nameBytes } from "../names.ts";

/** Limit for the device nodes of an archive; no real image has as many. */
const mostNodes = 20_000;

const letters: Partial<Record<Entry["type"], string>> = { character: "c", block: "b", fifo: "p" };

/**
 * Makes device nodes and named pipes below a directory with mknod(1), because Node cannot. xargs passes the paths, because
 * they are bytes.
 * @returns the entries that were made
 */
export const makeNodes = async (root: Buffer, wanted: readonly Entry[]): Promise<readonly Entry[]> => {
  // Of several entries with the same path, the last counts.
  const nodes = [...new Map(wanted.map((entry) => [entry.path, entry])).values()].slice(0, mostNodes);
  const argumentsOf = ({ path, type, device }: Entry): Buffer[] => [
    Buffer.concat([root, Buffer.from("/"), nameBytes(path)]),
    Buffer.from(letters[type] ?? "p"),
    ...(type === "fifo"
      ? []
      : [device?.major ?? 0, device?.minor ?? 0].map((number) => Buffer.from(`${number}`))),
  ];
  for (const withNumbers of [true, false]) {
    const some = nodes.filter(({ type }) => (type !== "fifo") === withNumbers);
    if (some.length === 0) continue;
    const input = Buffer.concat(some.flatMap(argumentsOf).flatMap((one) => [one, Buffer.from([0])]));
    const command = ["xargs", "-0", "-n", withNumbers ? "4" : "2", "mknod", "-m", "600", "--"];
    for await (const _ of stream(command, { input }));
  }
  return nodes;
};
