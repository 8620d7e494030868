import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../../release/manifest.ts";
import type { OpenKeys } from "../keys/open.ts";
import { clientFilePath, clientFilesFolder } from "./format.ts";
import { type ClientRow, clientFileTexts } from "./rows.ts";

/**
 * Makes and signs the client files of a release, in place of others that it had. They are neither in its manifest nor in
 * SHA256SUMS: each is signed by itself, so that they can change while the release stays as it is.
 * @param about what the release's manifest says of them
 * @param rows those whose clients get this release
 * @returns their paths in the release
 * @throws ThinsmithError for settings that do not fit; then the files stay as they were
 */
export const signClientFiles = async (
  directory: string,
  about: NonNullable<Manifest["clientFiles"]>,
  rows: readonly ClientRow[],
  { sign }: Pick<OpenKeys, "sign">,
): Promise<readonly string[]> => {
  // Clients refuse what is older than their image, whose date may be later than now (SOURCE_DATE_EPOCH).
  const issued = Math.max(about.since, Math.floor(Date.now() / 1000));
  const texts = clientFileTexts(about, rows, issued);
  const partial = join(directory, ".clients.partial");
  const folder = join(directory, clientFilesFolder);
  await rm(partial, { recursive: true, force: true });
  await mkdir(join(partial, clientFilesFolder), { recursive: true });
  for (const [client, text] of texts) {
    const path = join(partial, clientFilePath(client));
    await writeFile(path, text, { mode: 0o644 });
    await writeFile(`${path}.sig`, sign(Buffer.from(text)), { mode: 0o644 });
  }
  await rm(folder, { recursive: true, force: true });
  // A release without any has no folder.
  if (texts.size > 0) await rename(join(partial, clientFilesFolder), folder);
  await rm(partial, { recursive: true, force: true });
  return [...texts.keys()].map(clientFilePath);
};
