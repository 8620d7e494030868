import type { Manifest } from "../manifest.ts";
import { bootloaderNames } from "./loader-files.ts";
import { sbomFiles } from "./sbom-files.ts";

const others: readonly string[] = [...bootloaderNames, ...Object.values(sbomFiles)];

/** The files of a release that clients load: without those for loaders and those for people. */
export const loadedFiles = ({ files }: Pick<Manifest, "files">): Manifest["files"] =>
  files.filter(({ name }) => !others.includes(name));
