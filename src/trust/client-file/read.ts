import { type KeyObject, verify } from "node:crypto";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Release } from "../../release/release.ts";
import { fillFrom } from "../../system/files.ts";
import { invocation } from "../../system/invocation.ts";
import { knownKeys } from "../signature/known-keys.ts";
import {
  type ClientFile,
  clientFileBytes,
  clientFilePath,
  clientFilesFolder,
  everyClient,
  readClientFile,
} from "./format.ts";

/** The files of a release for single clients, as far as its clients take them. */
export interface ClientFiles {
  /** Their bytes, and those of their signatures, by their paths in the release. */
  readonly contents: ReadonlyMap<string, Buffer>;
  /** What they say, by client: MAC address in lower case with colons, or `default`. */
  readonly said: ReadonlyMap<string, ClientFile>;
  /** Sentences about those that are not given out. */
  readonly problems: readonly string[];
}

const fileName = /^([0-9a-f]{2}(?:-[0-9a-f]{2}){5}|default)\.conf$/;

/** All bytes of a file, or one more than `most` of a larger one; undefined where it is none, or cannot be read. */
const readAtMost = async (path: string, most: number): Promise<Buffer | undefined> => {
  try {
    if (!(await stat(path)).isFile()) return undefined;
    const file = await open(path);
    try {
      return await fillFrom(file, 0, Buffer.alloc(most + 1));
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
};

/** Keys known here that clients of a release check by; undefined where none is. */
const keysFor = async (
  { manifest }: Release,
  given: string | undefined,
): Promise<KeyObject[] | undefined> => {
  const known = await knownKeys([manifest.name], given);
  const keys = known?.keys.filter(({ fingerprint }) => fingerprint === manifest.clientFiles?.key);
  return keys && keys.length > 0 ? keys.map(({ key }) => key) : undefined;
};

type Read = ReturnType<typeof readClientFile>;

/** What a client's file says, or why its client would refuse it. */
const readAs = (
  { manifest }: Release,
  client: string,
  content: Buffer | undefined,
  signature: Buffer | undefined,
  keys: readonly KeyObject[] | undefined,
): Read => {
  const { image = "", since = 0 } = manifest.clientFiles ?? {};
  if (content === undefined) return { problem: "it cannot be read" };
  if (signature === undefined) return { problem: "it is not signed" };
  if (content.length > clientFileBytes) return { problem: `it has more than ${clientFileBytes} bytes` };
  if (signature.length !== 64) return { problem: "its signature does not have 64 bytes" };
  if (keys && !keys.some((key) => verify(null, content, key, signature)))
    return { problem: "another key signed it, or it was changed after it was signed" };
  const said = readClientFile(content);
  if ("problem" in said) return said;
  if (said.image !== image) return { problem: `it is for the image ${said.image}, not ${image}` };
  if (said.issued < since) return { problem: "it was issued before the image was made" };
  const isFor = client === everyClient ? said.macs.length === 0 : said.macs.includes(client);
  return isFor ? said : { problem: "it is for other clients" };
};

/**
 * Reads the client files of a release. Where a key is known here that its clients check by, it has to have signed them.
 * @param given a file of public keys, or the name of keys, in place of those that are known on this machine
 */
export const readClientFiles = async (release: Release, given?: string): Promise<ClientFiles> => {
  const contents = new Map<string, Buffer>();
  const said = new Map<string, ClientFile>();
  const problems: string[] = [];
  const { directory, manifest } = release;
  const names = manifest.clientFiles ? await readdir(join(directory, clientFilesFolder)).catch(() => []) : [];
  const keys = names.length > 0 ? await keysFor(release, given) : undefined;
  for (const name of names.sort()) {
    const client = fileName.exec(name)?.[1]?.replaceAll("-", ":");
    if (client === undefined) continue;
    const path = clientFilePath(client);
    const content = await readAtMost(join(directory, path), clientFileBytes);
    const signature = await readAtMost(join(directory, `${path}.sig`), 64);
    const read = readAs(release, client, content, signature, keys);
    if ("problem" in read)
      problems.push(
        `${path} of the release ${manifest.id} is not given out: ${read.problem}. Sign it anew: ${invocation()} keys sign-clients`,
      );
    else {
      contents.set(path, content as Buffer).set(`${path}.sig`, signature as Buffer);
      said.set(client, read);
    }
  }
  return { contents, said, problems };
};
