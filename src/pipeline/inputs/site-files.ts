import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { list } from "tar";
import { servedPath } from "../../grammar/grammar.ts";
import { type FileSum, sha256File, sha256Of } from "../../release/checksum.ts";
import { bootloaderNames } from "../../release/files/loader-files.ts";
import { releaseFiles } from "../../release/release.ts";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { clientFileTexts, ownRows } from "../../trust/client-file/rows.ts";
import { keyOf, readKeySet } from "../../trust/keys/key-set.ts";
import { readStub } from "../../trust/uki/uki.ts";
import { isLocked } from "./locked.ts";
import { readDemandedFiles } from "./role-steps.ts";

/** Directory of the overlays that become part of a release, below the working directory. */
export const overlaysDirectory = "overlays";

/** An overlay on this machine. It becomes part of the release as `name`, and its sum part of the client's configuration. */
export interface Overlay extends FileSum {
  readonly name: string;
}

/** The path of an overlay on this machine. */
export const overlayPath = (name: string): string => resolve(overlaysDirectory, name);

/** The keys of a site as far as a release has them in it. */
interface OpenParts {
  /** sha256 of the key that signs the release, and its PEM. */
  readonly release: string;
  readonly pem: string;
  /** sha256 of the certificate that signs for firmware, where something is signed for it. */
  readonly db?: string;
}

/** The site's own files that the settings name. */
export interface SiteFiles {
  readonly overlays: readonly Overlay[];
  /** PEM certificates, or empty. */
  readonly certificates: string;
  /** sha256 of the files that roles' scripts get, by the settings that name them. */
  readonly demanded: Readonly<Record<string, string>>;
  /** None where nothing is signed. */
  readonly keys?: OpenParts;
  /** sha256 of the stub of a unified kernel image, where the release has one. */
  readonly stub?: string;
  /** The image is locked (boot.locked). */
  readonly locked?: true;
}

/** First components of the names of a release's own files. */
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
 * Refuses what clients refuse (guest: overlays.sh), since all clients would stop at it.
 * @throws ThinsmithError
 */
const checkArchive = async (path: string): Promise<void> => {
  const remedy = `Make it with: tar -czf ${path} -C DIRECTORY .`;
  const gzip = await buffer(createReadStream(path, { end: 1 }));
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

const certificates = async (file: string): Promise<string> => {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new ThinsmithError(`boot.caFile cannot be read: ${error.message}`, {
      remedy: "Name a file with PEM certificates; a relative path begins where thinsmith is started.",
    });
  });
  // Every client gets the file.
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

const openParts = async (name: string, firmware: boolean): Promise<OpenParts> => {
  const set = await readKeySet(name);
  const { fingerprint, open } = keyOf(set, "release");
  const db = firmware ? set.keys.find(({ kind }) => kind === "db")?.fingerprint : undefined;
  return { release: fingerprint, pem: open, ...(db === undefined ? {} : { db }) };
};

/**
 * Reads the site's own files. Ignores overlays that are URLs or are not in the overlays directory.
 * @throws ThinsmithError if clients would refuse an overlay or a file of their own, if certificates cannot be used, if a file or the
 * keys are missing, or if other settings contradict `boot.locked`
 */
export const readSiteFiles = async (settings: Settings): Promise<SiteFiles> => {
  const local = namedOverlays(settings).filter((address) => !address.includes("://"));
  const { caFile, uki } = settings.boot;
  const { key } = settings.publish;
  const keys = key === null ? undefined : await openParts(key, uki);
  // What does not fit into them is to be said before the build.
  if (keys) clientFileTexts({ image: settings.name }, ownRows(settings.serve), 1);
  return {
    overlays: (await Promise.all(local.map(overlay))).flat(),
    certificates: caFile === null ? "" : await certificates(caFile),
    demanded: await readDemandedFiles(settings),
    ...(keys ? { keys } : {}),
    ...(uki ? { stub: sha256Of(await readStub()) } : {}),
    ...(isLocked(settings, keys?.db !== undefined) ? { locked: true } : {}),
  };
};

/** The overlays of all clients and of single clients, without duplicates. */
const namedOverlays = ({ boot, serve }: Pick<Settings, "boot" | "serve">): string[] => [
  ...new Set([...boot.overlays, ...serve.clients.flatMap(({ overlays }) => overlays ?? [])]),
];

/** Sentences about overlays that are not part of the release, and about what is not signed. */
export const notesOn = (
  settings: Pick<Settings, "boot" | "serve">,
  { overlays, keys, stub }: SiteFiles,
): string[] => [
  ...namedOverlays(settings)
    .filter((address) => !overlays.some(({ name }) => name === address))
    .map(
      (address) =>
        `The overlay ${address} is not in ${overlaysDirectory}/: clients take it from its server, ${
          keys ? `with its signature, ${address}.sig (thinsmith keys sign)` : "without checking it"
        }.`,
    ),
  ...(stub !== undefined && keys?.db === undefined
    ? ["thinsmith.efi is not signed: publish.key names no keys that have one for firmware."]
    : []),
];
