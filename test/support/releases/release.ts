import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { cpioArchive } from "../../../src/release/files/write-cpio.ts";
import type { Manifest } from "../../../src/release/release.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { makeSquashfs, makeTar, pack, paddedTo4 } from "../files/image-files.ts";

/** Files by path; a path that ends with a slash is an empty directory. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** Of every file and directory, so that two trees of the same files are the same whenever they were made. */
const modified = 1_700_000_040;

export const makeFiles = (folder: string, files: Files): void => {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(path.endsWith("/") ? file : dirname(file), { recursive: true });
    if (!path.endsWith("/")) writeFileSync(file, content);
  }
  for (const path of ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })]) {
    const made = join(folder, path);
    if (!lstatSync(made).isSymbolicLink()) utimesSync(made, modified, modified);
  }
};

interface Package {
  readonly version: string;
  readonly files: readonly string[];
  readonly depends?: string;
  readonly essential?: boolean;
}

/** dpkg's database of some packages, as files of a root. */
export const dpkgFiles = (packages: Readonly<Record<string, Package>>): Files => ({
  "var/lib/dpkg/status": Object.entries(packages)
    .map(
      ([name, { version, depends, essential }]) =>
        `Package: ${name}\nStatus: install ok installed\n${essential ? "Essential: yes\n" : ""}Section: misc\n` +
        `Installed-Size: 8\nArchitecture: amd64\nVersion: ${version}\n${depends ? `Depends: ${depends}\n` : ""}` +
        `Description: what ${name} is for\n A second line.\n\n`,
    )
    .join(""),
  ...Object.fromEntries(
    Object.entries(packages).map(([name, { files }]) => [
      `var/lib/dpkg/info/${name}.list`,
      ["/.", ...files].map((path) => `${path}\n`).join(""),
    ]),
  ),
});

interface ReleaseOptions {
  readonly root: Files;
  readonly settings?: object;
  readonly conf?: string;
  readonly excluded?: Manifest["excluded"];
  readonly packages?: Readonly<Record<string, string>>;
}

/** A release as a build leaves it, of a few small files; `current` names it. @returns its directory */
export const makeRelease = (output: string, name: string, id: string, options: ReleaseOptions): string => {
  const directory = join(output, name, "releases", id);
  const trees = join(output, `${name}-${id}-trees`);
  mkdirSync(directory, { recursive: true });
  makeFiles(join(trees, "root"), { "etc/passwd": "root:x:0:0::/root:/bin/sh\n", ...options.root });
  makeFiles(join(trees, "home"), { "client/.profile": "profile\n" });
  makeSquashfs(join(trees, "root"), join(directory, "rootfs.squashfs"), "-all-root");
  writeFileSync(join(directory, "home.tar.gz"), pack("gzip", makeTar(join(trees, "home"))));
  writeFileSync(join(directory, "vmlinuz"), "kernel");
  const early = cpioArchive([{ path: "kernel", mode: 0o040755 }]);
  const main = cpioArchive([
    { path: "init", mode: 0o100755, content: Buffer.from("#!/bin/sh\n") },
    { path: "lib", mode: 0o040755 },
  ]);
  const added = cpioArchive([
    { path: "thinsmith", mode: 0o040755 },
    { path: "thinsmith/client.conf", mode: 0o100644, content: Buffer.from(options.conf ?? "zram=50\n") },
  ]);
  writeFileSync(
    join(directory, "initrd.img"),
    Buffer.concat([paddedTo4(early), paddedTo4(pack("zstd", main), 4), added]),
  );
  const files = ["vmlinuz", "initrd.img", "rootfs.squashfs", "home.tar.gz"].map((file) => ({
    name: file,
    size: statSync(join(directory, file)).size,
    sha256: createHash("sha256")
      .update(readFileSync(join(directory, file)))
      .digest("hex"),
  }));
  const manifest: Manifest = {
    version: 1,
    id,
    name,
    key: "0".repeat(64),
    thinsmith: "0.1.0",
    builder: "local",
    startedAt: "2026-11-25T03:00:00Z",
    finishedAt: "2026-11-25T03:01:00Z",
    kernel: "6.12.1",
    bootParameters: ["boot=ram"],
    settings: parseSettings({ version: 1, name, ...options.settings }),
    files,
    stages: [],
    packages: Object.entries(options.packages ?? {}).map(([one, version]) => ({
      name: one,
      version,
      architecture: "amd64",
      installedKiB: 8,
    })),
    ...(options.excluded ? { excluded: options.excluded } : {}),
  };
  writeFileSync(join(directory, "manifest.json"), JSON.stringify(manifest));
  try {
    symlinkSync(join("releases", id), join(output, name, "current"));
  } catch {
    // An earlier release stays current.
  }
  return directory;
};
