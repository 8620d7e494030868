import { open, readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { list } from "tar";
import { servedPath } from "../grammar/grammar.ts";
import { type FileSum, sha256File } from "../release/checksum.ts";
import { bootloaderNames } from "../release/loader-files.ts";
import { releaseFiles } from "../release/release.ts";
import type { Settings } from "../settings/schema.ts";
import { ThinsmithError } from "../system/errors.ts";
import { readDemandedFiles } from "./role-steps.ts";

/** Where overlays that become part of a release are looked for, below the working directory. */
export const overlaysDirectory = "overlays";

/** An overlay that lies here: it goes into the release under `name`, with its sum in the client's configuration. */
export interface Overlay extends FileSum {
  readonly name: string;
}

/** Where an overlay of a release lies here. */
export const overlayPath = (name: string): string => resolve(overlaysDirectory, name);

/** Files of a site's own that settings name. */
export interface SiteFiles {
  readonly overlays: readonly Overlay[];
  /** PEM certificates, empty for none. */
  readonly certificates: string;
  /** sha256 of the files that roles' scripts get, by the settings that name them. */
  readonly demanded: Readonly<Record<string, string>>;
}

/** First components of the names that a release has already. */
const reserved = new Set([...releaseFiles, ...bootloaderNames].map((name) => name.split("/")[0]));

const overlay = async (name: string): Promise<Overlay[]> => {
  const path = overlayPath(name);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || !path.startsWith(`${resolve(overlaysDirectory)}/`)) return [];
  if (!servedPath.safeParse(name).success)
    throw new ThinsmithError(`The overlay overlays/${name} cannot be served under that name.`, {
      remedy: "Rename it with letters, digits and - _ . + ~ @, no part beginning with a dot.",
    });
  if (reserved.has(name.split("/")[0]))
    throw new ThinsmithError(`An overlay cannot be called ${name}: a release has a file of that name.`, {
      remedy: "Rename it, and its entry in boot.overlays.",
    });
  await checkArchive(path);
  return [{ name, size: found.size, sha256: await sha256File(path) }];
};

/**
 * What a client would refuse (guest: overlays.sh) is refused here: every one of them would stand still.
 * @throws ThinsmithError
 */
const checkArchive = async (path: string): Promise<void> => {
  const remedy = `Make it with: tar -czf ${path} -C DIRECTORY .`;
  const gzip = await readFirstBytes(path, 2);
  const unsafe: string[] = [];
  try {
    if (!gzip.equals(Buffer.from([0x1f, 0x8b]))) throw new Error("it is not compressed by gzip");
    await list({
      file: path,
      strict: true,
      onReadEntry: ({ path: name, type, header }) => {
        const whiteout = type === "CharacterDevice" && !header.devmaj && !header.devmin;
        if (name.startsWith("/") || name.split("/").includes("..") || name.includes("\n")) unsafe.push(name);
        if (type === "BlockDevice" || (type === "CharacterDevice" && !whiteout)) unsafe.push(name);
      },
    });
  } catch (error) {
    throw new ThinsmithError(`The overlay ${path} is no tar archive: ${(error as Error).message}.`, {
      remedy,
    });
  }
  if (unsafe[0] !== undefined)
    throw new ThinsmithError(`The overlay ${path} holds ${unsafe[0]}, which clients refuse.`, {
      remedy: `${remedy} Device nodes and paths that lead outside are not taken.`,
    });
};

const readFirstBytes = async (path: string, count: number): Promise<Buffer> => {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

const certificates = async (file: string): Promise<string> => {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new ThinsmithError(`boot.caFile cannot be read: ${error.message}`, {
      remedy: "Name a file with PEM certificates; a relative path begins where thinsmith is started.",
    });
  });
  // It goes to every client.
  if (text.includes("PRIVATE KEY"))
    throw new ThinsmithError(`${file} holds a private key, which must not leave its server.`, {
      remedy: "Let boot.caFile name a file with certificates only.",
    });
  if (!text.includes("-----BEGIN CERTIFICATE-----"))
    throw new ThinsmithError(`${file} holds no PEM certificate.`, {
      // DER begins with the tag of an ASN.1 sequence.
      remedy: text.startsWith("0")
        ? "Convert it: openssl x509 -inform der -in FILE -out ca.pem"
        : "Name the authority's certificate: text with a line -----BEGIN CERTIFICATE-----.",
    });
  return text.endsWith("\n") ? text : `${text}\n`;
};

/**
 * Reads the site's own files. An overlay that is a URL, or is not in the overlays directory, is left to its server.
 * @throws ThinsmithError for an overlay that clients would refuse, certificates that cannot be used, or a missing file
 */
export const readSiteFiles = async (settings: Settings): Promise<SiteFiles> => {
  const local = namedOverlays(settings).filter((address) => !address.includes("://"));
  const { caFile } = settings.boot;
  return {
    overlays: (await Promise.all(local.map(overlay))).flat(),
    certificates: caFile === null ? "" : await certificates(caFile),
    demanded: await readDemandedFiles(settings),
  };
};

/** Overlays of all clients and of single ones, each once. */
const namedOverlays = ({ boot, serve }: Pick<Settings, "boot" | "serve">): string[] => [
  ...new Set([...boot.overlays, ...serve.clients.flatMap(({ overlays }) => overlays ?? [])]),
];

/** Sentences about overlays that are not part of the release. */
export const notesOn = (settings: Pick<Settings, "boot" | "serve">, { overlays }: SiteFiles): string[] =>
  namedOverlays(settings)
    .filter((address) => !overlays.some(({ name }) => name === address))
    .map(
      (address) =>
        `The overlay ${address} is not in ${overlaysDirectory}/: clients take it from its server, without checking it.`,
    );
