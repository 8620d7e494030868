import { StanzaParser } from "../deb822.ts";
import type { PackageList } from "./find.ts";
import { limits } from "./parser.ts";
import { readList } from "./read.ts";

/**
 * Calls back with some short fields of each package in a list, as far as its limit of bytes.
 * @throws Error if the list cannot be read to its end; what came before has been handed over
 */
export const eachStanza = async <Field extends string>(
  list: Pick<PackageList, "path" | "compressed">,
  fields: readonly Field[],
  onStanza: (stanza: ReadonlyMap<Field, string>) => void,
): Promise<void> => {
  const parser = new StanzaParser<Field>(
    {
      ...{ fields, folded: [], linesOfStanza: limits.linesOfStanza, lineBytes: limits.lineBytes },
      keptBytes: () => limits.shortBytes,
    },
    onStanza,
  );
  let bytes = 0;
  await readList(list, (chunk) => {
    parser.write(chunk);
    bytes += chunk.length;
    return bytes < limits.totalBytes;
  });
  parser.end();
};
