import { bootWordProblem } from "../../grammar/boot-word.ts";
import { macAddress, presetName } from "../../grammar/grammar.ts";
import { clientFileParameters } from "../../settings/boot-parameters.ts";
import { clientKey } from "../../settings/schema.ts";

/*
 * The settings of single clients as a file that the site signs, so that clients of an image whose command line is fixed or has no
 * effect take them. It is text, lines of NAME=VALUE that end with a line feed, in characters of ASCII without white space,
 * quotes, backslashes, $ < and >; at most 16 KiB, each name once, and so as many lines as there are names:
 *
 *   thinsmith-client=1        the version of this format, always the first line
 *   image=console             name of the image, as its initrd has it
 *   group=lab                 name of the group, if it is one; `default` is all clients without a file of their own
 *   mac=52:54:00:12:34:56,... MAC addresses of the clients, in lower case; only a file of the group `default` has none
 *   issued=1764331200         when it was signed, in seconds since 1970
 *   hostname=desk             boot parameters, those with `inClientFile` in settings/boot-parameters.ts
 *
 * It lies beside the root of the release as clients/MAC.conf (52-54-00-12-34-56.conf) or clients/default.conf, and its signature
 * as the same name with .sig: 64 bytes of Ed25519 over all of its bytes. The client reads it in
 * guest/root/usr/share/thinsmith/initrd/client-file.sh, which has the same bounds and refuses what is refused here.
 * Overlays of the release are checked by the sums in the initrd, other ones by signatures of their own, so it has no sums.
 */

/** What a client file says. */
export interface ClientFile {
  readonly image: string;
  readonly group?: string;
  /** In lower case with colons. */
  readonly macs: readonly string[];
  /** Seconds since 1970. */
  readonly issued: number;
  /** NAME=VALUE, each name once. */
  readonly parameters: readonly string[];
}

/** The group of all clients that have no file of their own. */
export const everyClient = "default";

/** Directory beside the root in which a release has them. */
export const clientFilesFolder = "clients";

/** Bytes that it has at most. */
export const clientFileBytes = 16 * 1024;

const firstLine = "thinsmith-client=1";

/** Bytes of the whole file: those of a word of a command line (grammar/boot-word.ts) without $ < >, and line feeds. */
const characters = /^[!#%&(-;=?-[\]^_a-~\n]*$/;

/** What values may have in them: of a word, and of any other text. */
const values = { word: /^[A-Za-z0-9._,:/%+~@=-]*$/, text: /^[^$<>]*$/ } as const;

/** Path of a client's file in its release. @param client MAC address in lower case with colons, or `everyClient` */
export const clientFilePath = (client: string): string =>
  `${clientFilesFolder}/${client.replaceAll(":", "-")}.conf`;

/** What is wrong with NAME=VALUE in a client file, as the end of a sentence. Pure. */
export const parameterProblem = (word: string): string | undefined => {
  const [name = ""] = word.split("=", 1);
  const known = clientFileParameters.find((parameter) => word.startsWith(`${parameter.name}=`));
  if (!known) return `${name} is no boot parameter that a client file may set`;
  // A value alone may be empty, or begin with any character of a word.
  const problem = bootWordProblem(word);
  if (problem !== undefined) return problem;
  if (values[known.kind].test(word.slice(name.length + 1))) return undefined;
  return known.kind === "word"
    ? `the value of ${name} may have only letters, digits and . _ , : / % + ~ @ = - in a client file`
    : `the value of ${name} may not have $ < > in a client file; in an address write %24 %3C %3E`;
};

/** The text of a client file; what is in it has been checked (`readClientFile` does). Pure. */
export const clientFileText = ({ image, group, macs, issued, parameters }: ClientFile): string =>
  [
    firstLine,
    `image=${image}`,
    ...(group === undefined ? [] : [`group=${group}`]),
    ...(macs.length > 0 ? [`mac=${macs.join(",")}`] : []),
    `issued=${issued}`,
    ...parameters,
  ]
    .map((line) => `${line}\n`)
    .join("");

const isMac = (word: string): boolean => macAddress.safeParse(word).success && clientKey(word) === word;

/** What is wrong with the head of a client file, as the end of a sentence. */
const headProblem = (head: ReadonlyMap<string, string>): string | undefined => {
  const [image, group, mac, issued] = ["image", "group", "mac", "issued"].map((name) => head.get(name));
  if (!presetName.safeParse(image).success) return "it names no image";
  if (group !== undefined && !presetName.safeParse(group).success) return "the name of its group is none";
  if (mac === undefined ? group !== everyClient : !mac.split(",").every(isMac)) return "it names no clients";
  if (!/^[1-9]\d{0,9}$/.test(issued ?? "")) return "it does not say when it was issued";
  return undefined;
};

/**
 * Reads a client file. Pure.
 * @returns what it says, or what is wrong with it as the end of a sentence
 */
export const readClientFile = (content: Uint8Array): ClientFile | { readonly problem: string } => {
  if (content.length > clientFileBytes) return { problem: `it has more than ${clientFileBytes} bytes` };
  const text = Buffer.from(content).toString("latin1");
  if (!characters.test(text)) return { problem: "it has other characters than those of its format" };
  const lines = text.split("\n");
  if (lines.pop() !== "") return { problem: "its last line has no end" };
  if (lines[0] !== firstLine) return { problem: `its first line is not ${firstLine}` };
  const head = new Map<string, string>();
  const parameters: string[] = [];
  const seen = new Set<string>();
  for (const line of lines.slice(1)) {
    const [name = ""] = line.split("=", 1);
    if (!line.includes("=")) return { problem: "it has a line that is not NAME=VALUE" };
    if (seen.has(name)) return { problem: `it says ${name} twice` };
    seen.add(name);
    if (["image", "group", "mac", "issued"].includes(name)) {
      head.set(name, line.slice(name.length + 1));
      continue;
    }
    const problem = parameterProblem(line);
    if (problem !== undefined) return { problem };
    parameters.push(line);
  }
  const problem = headProblem(head);
  if (problem !== undefined) return { problem };
  const group = head.get("group");
  return {
    image: head.get("image") as string,
    ...(group === undefined ? {} : { group }),
    macs: head.get("mac")?.split(",") ?? [],
    issued: Number(head.get("issued")),
    parameters,
  };
};
