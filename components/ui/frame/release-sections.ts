import { loadedFiles } from "../../../src/release/files/loaded-files.ts";
import type { Manifest } from "../../../src/release/release.ts";
import type { Section } from "./panes.ts";
import { bars } from "./sections.ts";

/** Smaller files are loaders, of which a client loads one or two. */
const noticed = 1e6;

/** What clients load of a release, each file with a bar. */
export const filesSection = ({ files }: Pick<Manifest, "files">): Section =>
  bars(
    "Files that clients load",
    loadedFiles({ files })
      .filter(({ size, name }) => size > noticed || name === "home.tar.gz")
      .map(({ name, size }) => ({ name, bytes: size })),
    4,
  );

/** The packages that take the most room in a release. */
export const packagesSection = ({ packages }: Pick<Manifest, "packages">): Section =>
  bars(
    "Largest packages, installed",
    packages.map(({ name, installedKiB }) => ({ name, bytes: installedKiB * 1024 })),
    6,
  );
