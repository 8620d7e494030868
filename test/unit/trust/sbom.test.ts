import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import parse from "spdx-expression-parse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { distributionScripts } from "../../../src/builders/tree/script.ts";
import { distributions } from "../../../src/distributions/distributions.ts";
import { sha256Of } from "../../../src/release/checksum.ts";
import { type Bom, bomOf } from "../../../src/trust/sbom/bom.ts";
import { collectedFiles, readCollected } from "../../../src/trust/sbom/collected.ts";
import { cycloneDxOf } from "../../../src/trust/sbom/cyclonedx.ts";
import { packageUrl } from "../../../src/trust/sbom/purl.ts";
import { spdxOf } from "../../../src/trust/sbom/spdx.ts";
import { sbomText, writeSboms } from "../../../src/trust/sbom/write.ts";
import { spdxProblems } from "../../support/spdx-schema.ts";

const header = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\n";

let folder: string;
/** Makes the archive of copyright files by collect_copyrights, with a folder in the place of a tree's /usr/share/doc. */
const pack = () => {
  const script = `. "$1/distribution.sh"
    in_tree() { cd "$doc" && sh -euc "\${4#*cd /usr/share/doc}"; }
    doc=$2
    collect_copyrights / >"$3"`;
  const paths = [distributionScripts("debian"), join(folder, "doc"), join(folder, "copyrights.tar.gz")];
  const { status, stderr } = spawnSync("sh", ["-euc", script, "sh", ...paths], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
};

const packages = [
  ["bash", "5.2.37-2+b10", "amd64", "7000", "bash", "5.2.37-2", "Matthias Klose <doko@debian.org>", ""],
  ["libstdc++6", "14.2.0-19", "amd64", "2500", "gcc-14", "14.2.0-19", "Debian GCC Maintainers <gcc@x.org>"],
  [
    "libc6",
    "1:2.41~rc1-1",
    "amd64",
    "1",
    "glibc",
    "1:2.41~rc1-1",
    "One",
    "https://www.gnu.org/software/libc/",
  ],
  ["libc6", "1:2.41~rc1-1", "i386", "1", "glibc", "1:2.41~rc1-1", "One", "javascript:alert(1)"],
  ...["garbage", "huge", "directory", "elsewhere", "circle", "fifo", "nothing", "second", "above"].map(
    (name) => [
      ...[name, "1", "all", "1", name, "1", `\u001b[31mRed <red@example.org>`, "http://example.org/a b"],
    ],
  ),
];

const base = { distribution: "debian", suite: "trixie" } as const;
const settings = { base, exclude: { packages: ["bash"] } };
const files = ["vmlinuz", "initrd.img", "rootfs.squashfs", "home.tar.gz", "grub/grub.cfg"].map((name) => ({
  ...{ name, size: 4, sha256: sha256Of(name) },
}));
const facts = { id: "20261128T101112Z-aaaaaaaa", name: "lab", thinsmith: "0.1.0", files };
const startedAt = "2026-11-28T10:11:12.345Z";

const read = () => readCollected(folder, distributions.debian.licenceIn);
const bom = async (): Promise<Bom> => {
  const { packages: listed, details } = await read();
  return bomOf({ ...facts, startedAt, packages: listed }, settings, details);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-sbom-"));
  const doc = (path: string) => join(folder, "doc", path);
  const put = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(doc(path)), { recursive: true });
    writeFileSync(doc(path), content);
  };
  put("bash/copyright", `${header}License: GPL-3+\n\nFiles: x\nLicense: weird one\n`);
  put("gcc-14-base/copyright", `${header}License: GPL-3+ with GCC-3.1 exception\n`);
  symlinkSync("gcc-14-base", doc("libstdc++6"));
  put("libc6/copyright", `${header}License: LGPL-2.1+\n`);
  put("garbage/copyright", Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * 7919) % 256)));
  put("huge/copyright", Buffer.alloc(10 * 1024 * 1024, "Files: *\nLicense: MIT\n\n"));
  mkdirSync(doc("directory/copyright"), { recursive: true });
  mkdirSync(doc("elsewhere"));
  symlinkSync("../../../../etc/passwd", doc("elsewhere/copyright"));
  mkdirSync(doc("circle"));
  symlinkSync("copyright", doc("circle/copyright"));
  mkdirSync(doc("fifo"));
  spawnSync("mkfifo", [doc("fifo/copyright")]);
  mkdirSync(doc("second"));
  linkSync(doc("libc6/copyright"), doc("second/copyright"));
  symlinkSync("/usr/share/doc/../doc/second", doc("above"));
  writeFileSync(join(folder, "packages.tsv"), packages.map((fields) => `${fields.join("\t")}\n`).join(""));
  pack();
});
afterAll(() => rm(folder, { recursive: true }));

describe("what a build collects", () => {
  it("has the licence of each package, or says why it is not known", async () => {
    const { details } = await read();
    const licences = Object.fromEntries(
      [...details].map(([key, { licence }]) => [
        key,
        "problem" in licence ? licence.problem : licence.expression,
      ]),
    );
    const none = "it has no copyright file, or none that is a file of at most 4 MiB";
    expect(licences).toEqual({
      "bash:amd64": "GPL-3.0-or-later AND LicenseRef-weird-one",
      "libstdc++6:amd64": "GPL-3.0-or-later WITH GCC-exception-3.1",
      ...{ "libc6:amd64": "LGPL-2.1-or-later", "libc6:i386": "LGPL-2.1-or-later" },
      ...{ "second:all": "LGPL-2.1-or-later", "above:all": "LGPL-2.1-or-later" },
      "garbage:all": "its copyright file is not machine-readable",
      ...{ "huge:all": none, "directory:all": none, "fifo:all": none, "nothing:all": none },
      "elsewhere:all": "its copyright file is a link that leads elsewhere",
      "circle:all": "its copyright file is a link that leads nowhere",
    });
  });

  it("gives the manifest names, versions and sources", async () => {
    const { packages: listed } = await read();
    expect(listed.slice(0, 3)).toEqual([
      ...[
        {
          name: "bash",
          version: "5.2.37-2+b10",
          architecture: "amd64",
          installedKiB: 7000,
          sourceVersion: "5.2.37-2",
        },
      ],
      ...[
        {
          name: "libstdc++6",
          version: "14.2.0-19",
          architecture: "amd64",
          installedKiB: 2500,
          source: "gcc-14",
        },
      ],
      ...[
        { name: "libc6", version: "1:2.41~rc1-1", architecture: "amd64", installedKiB: 1, source: "glibc" },
      ],
    ]);
  });

  it.each(["", "no archive", "\x1f\x8b\x08 cut off"])(
    "may have lost its copyright files: %j",
    async (content) => {
      const other = await mkdtemp(join(tmpdir(), "thinsmith-sbom-"));
      writeFileSync(join(other, collectedFiles[0]), "bash\t5\tamd64\t1\n");
      if (content !== "") writeFileSync(join(other, collectedFiles[1]), content);
      const { packages: listed, details } = await readCollected(other, distributions.debian.licenceIn);
      await rm(other, { recursive: true });
      expect(listed).toEqual([{ name: "bash", version: "5", architecture: "amd64", installedKiB: 1 }]);
      expect(details.get("bash:amd64")?.licence).toEqual({
        problem: "the copyright files of the image could not be collected",
      });
    },
  );
});

describe("a package URL", () => {
  it.each([
    ["libstdc++6", "14.2.0-19", "pkg:deb/debian/libstdc%2B%2B6@14.2.0-19?arch=amd64&distro=trixie"],
    ["attr", "1:2.4.47-2+b1", "pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64&distro=trixie"],
    ["x", "1.0~rc1-1", "pkg:deb/debian/x@1.0~rc1-1?arch=amd64&distro=trixie"],
    ["a/b@c?d#e", "1 %(')*", "pkg:deb/debian/a%2Fb%40c%3Fd%23e@1%20%25%28%27%29%2A?arch=amd64&distro=trixie"],
  ])("of %s %s is encoded as the specification says", (name, version, expected) => {
    expect(packageUrl({ type: "deb", ...base, name, version, architecture: "amd64" })).toBe(expected);
  });
});

describe("the SBOMs", () => {
  it("are valid CycloneDX 1.6", async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    const text = sbomText("cyclonedx", await bom());
    expect(await validator.validate(text)).toBeNull();
    expect(await validator.validate(text.replace('"hashes"', '"hashs"'))).not.toBeNull();
  });

  it("are valid SPDX 2.3, and all that they refer to is there", async () => {
    const document = spdxOf(await bom());
    expect(spdxProblems(document)).toEqual([]);
    expect(spdxProblems({ ...document, spdxVersion: "2.3" })).not.toEqual([]);
    const ids = ["SPDXRef-DOCUMENT", ...document.packages.map(({ SPDXID }) => SPDXID)];
    expect(new Set(ids).size).toBe(ids.length);
    for (const { spdxElementId, relatedSpdxElement } of document.relationships)
      expect(ids).toEqual(expect.arrayContaining([spdxElementId, relatedSpdxElement]));
    const known = document.hasExtractedLicensingInfos.map(({ licenseId }) => licenseId);
    const texts = document.packages.flatMap((one) => ("licenseDeclared" in one ? [one.licenseDeclared] : []));
    for (const text of texts.filter((one) => one !== "NOASSERTION")) {
      parse(text);
      expect(known).toEqual(expect.arrayContaining(text.match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? []));
    }
  });

  it("have an id for each file, whatever signs are in the names", async () => {
    const named = ["a_b.gz", "a@b.gz", "a+b.gz", "aPb.gz", "aX005fb.gz", "a/b.gz"];
    const overlays = named.map((name) => ({ name, size: 1, sha256: "0".repeat(64) }));
    const { packages } = spdxOf(bomOf({ ...facts, startedAt, packages: [], files: overlays }, settings));
    const ids = packages.map(({ SPDXID }) => SPDXID);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^SPDXRef-[A-Za-z0-9.-]+$/);
  });

  it("say of a package what is known", async () => {
    const all = await bom();
    const spdx = (name: string) => spdxOf(all).packages.find((one) => one.name === name);
    const cdx = (name: string) => cycloneDxOf(all).components.find((one) => one.name === name);
    expect(spdx("bash")).toMatchObject({
      ...{ versionInfo: "5.2.37-2+b10", supplier: "Person: Matthias Klose (doko@debian.org)" },
      sourceInfo: "built from the source package bash 5.2.37-2",
      licenseDeclared: "GPL-3.0-or-later AND LicenseRef-weird-one",
      comment: expect.stringContaining("left out of the root"),
    });
    expect(spdx("libc6")).toMatchObject({ homepage: "https://www.gnu.org/software/libc/" });
    expect(spdx("garbage")).toMatchObject({
      ...{ supplier: "Person: Red (red@example.org)", licenseDeclared: "NOASSERTION" },
      licenseComments: "The licence is not known: its copyright file is not machine-readable.",
    });
    expect(spdx("garbage")).not.toHaveProperty("homepage");
    expect(spdx("rootfs.squashfs")).toMatchObject({
      checksums: [{ algorithm: "SHA256", checksumValue: sha256Of("rootfs.squashfs") }],
    });
    expect(cdx("libstdc++6")).toMatchObject({
      purl: "pkg:deb/debian/libstdc%2B%2B6@14.2.0-19?arch=amd64&distro=trixie",
      licenses: [{ expression: "GPL-3.0-or-later WITH GCC-exception-3.1" }],
      pedigree: {
        ancestors: [{ name: "gcc-14", purl: expect.stringContaining("gcc-14@14.2.0-19?arch=source") }],
      },
    });
    expect(cdx("huge")).toMatchObject({
      properties: [{ name: "thinsmith:licence:unknown", value: expect.stringContaining("4 MiB") }],
    });
    expect(cdx("vmlinuz")).toMatchObject({ hashes: [{ alg: "SHA-256", content: sha256Of("vmlinuz") }] });
    expect(all.packages).toHaveLength(packages.length);
  });

  it("are the same bytes for the same contents, and have another id for others", async () => {
    const [one, again] = [await bom(), await bom()];
    for (const format of ["spdx", "cyclonedx"] as const)
      expect(sbomText(format, again)).toBe(sbomText(format, one));
    expect(one.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const other = bomOf({ ...facts, startedAt, packages: [], files: files.slice(1) }, settings);
    expect(other.uuid).not.toBe(one.uuid);
  });

  it("are written with their sums", async () => {
    const written = await writeSboms(folder, await bom());
    expect(written.map(({ name }) => name)).toEqual(["sbom.spdx.json", "sbom.cdx.json"]);
    for (const { name, size, sha256 } of written) {
      const content = await readFile(join(folder, name));
      expect({ size, sha256 }).toEqual({ size: content.length, sha256: sha256Of(content) });
    }
  });

  it("of an older release have what its manifest knows", async () => {
    const bare = bomOf(
      {
        ...facts,
        startedAt,
        packages: [{ name: "bash", version: "5", architecture: "amd64", installedKiB: 1 }],
      },
      { base: { distribution: "ubuntu", suite: "noble" }, exclude: { packages: [] } },
    );
    expect(spdxProblems(spdxOf(bare))).toEqual([]);
    expect(bare.packages).toMatchObject([{ url: "pkg:deb/ubuntu/bash@5?arch=amd64&distro=noble" }]);
  });
});
