import type { Manifest } from "../../release/manifest.ts";
import { clientKey, type Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { type ClientFile, clientFileText, everyClient, parameterProblem, readClientFile } from "./format.ts";

/** A row of `serve.clients`, as far as its clients have settings of their own. */
export interface ClientRow {
  /** MAC address, or `default` for all that have no row. */
  readonly client: string;
  readonly parameters: readonly string[];
  readonly overlays: readonly string[] | null;
}

/** Rows whose clients get the release that the settings make, and not one that the row names. Pure. */
export const ownRows = ({ clients }: Settings["serve"]): readonly ClientRow[] =>
  clients.filter(({ release }) => release === null);

/** Boot parameters of a row, as a loader adds them to the command line: of those of one name the last counts. Pure. */
export const wordsOf = ({ overlays, parameters }: Pick<ClientRow, "overlays" | "parameters">): string[] => [
  ...(overlays ? [`overlays=${overlays.join(";")}`] : []),
  ...parameters,
];

/** Boot parameters of a row. */
export interface RowWords {
  /** What its client file has, each name once. */
  readonly fit: readonly string[];
  /** What no client file can have, and why, as the end of a sentence. */
  readonly unfit: readonly { readonly word: string; readonly why: string }[];
}

/** Which boot parameters of a row a client file can have. Pure. */
export const fileWordsOf = (row: Pick<ClientRow, "overlays" | "parameters">): RowWords => {
  const fit = new Map<string, string>();
  const unfit: { word: string; why: string }[] = [];
  for (const word of wordsOf(row)) {
    const why = parameterProblem(word);
    if (why === undefined) fit.set(word.split("=", 1)[0] as string, word);
    else unfit.push({ word, why });
  }
  return { fit: [...fit.values()], unfit };
};

/** @throws ThinsmithError for one that its clients would refuse, such as one that is too large */
const checkedText = (client: string, file: ClientFile): string => {
  const text = clientFileText(file);
  const read = readClientFile(Buffer.from(text));
  if (!("problem" in read)) return text;
  throw new ThinsmithError(`The settings of ${client} do not fit into a client file: ${read.problem}.`, {
    remedy: "Put larger settings into an image of its own, or into an overlay.",
    setting: "serve.clients",
  });
};

/**
 * The texts of all client files for one release, by client: MAC address in lower case with colons, or `default`. A client that
 * gets less than all others has a file, too, so that it does not take theirs. Pure.
 * @param rows those whose clients get this release
 * @param issued seconds since 1970
 * @throws ThinsmithError for settings that do not fit
 */
export const clientFileTexts = (
  { image }: Pick<NonNullable<Manifest["clientFiles"]>, "image">,
  rows: readonly ClientRow[],
  issued: number,
): ReadonlyMap<string, string> => {
  const all = rows.map((row) => ({ client: clientKey(row.client), parameters: fileWordsOf(row).fit }));
  const hasDefault = all.some(({ client, parameters }) => client === everyClient && parameters.length > 0);
  return new Map(
    all
      .filter(({ client, parameters }) => parameters.length > 0 || (hasDefault && client !== everyClient))
      .map(({ client, parameters }): [string, string] => {
        const who: Pick<ClientFile, "group" | "macs"> =
          client === everyClient ? { group: everyClient, macs: [] } : { macs: [client] };
        return [client, checkedText(client, { image, ...who, issued, parameters })];
      }),
  );
};
