import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { notesOn, readSiteFiles } from "../../../src/pipeline/inputs/site-files.ts";
import { settingsSchema } from "../../../src/settings/schema.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-site-"));
const before = process.cwd();
beforeAll(() => {
  process.chdir(folder);
  mkdirSync("overlays");
  writeFileSync("x", "x");
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const settings = (boot: object) => settingsSchema.parse({ version: 1, boot });
const archive = (...args: string[]) => execFileSync("tar", ["-czPf", "overlays/site.tar.gz", ...args]);
const read = () => readSiteFiles(settings({ overlays: ["site.tar.gz"] }));

describe("a site's own files", () => {
  it("are known by their content, and the others are left to their server", async () => {
    archive("x");
    const first = await readSiteFiles(settings({ overlays: ["site.tar.gz", "other.tar.gz", "http://a/b"] }));
    expect(first.overlays).toMatchObject([
      { name: "site.tar.gz", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    writeFileSync("y", "y");
    archive("y");
    expect((await read()).overlays[0]?.sha256).not.toBe(first.overlays[0]?.sha256);
    const notes = notesOn(settings({ overlays: ["site.tar.gz", "other.tar.gz"] }), first);
    expect(notes).toEqual([expect.stringContaining("other.tar.gz is not in overlays/")]);
    expect(notes[0]).toContain("without checking it");
    const keys = { release: "0", pem: "" };
    const signed = notesOn(settings({ overlays: ["other.tar.gz"] }), { ...first, keys });
    expect(signed[0]).toContain("with its signature, other.tar.gz.sig");
  });

  it.each([
    [
      "text",
      () => writeFileSync("overlays/site.tar.gz", "no archive"),
      "is no tar archive: it is not compressed by gzip",
    ],
    [
      "a path that leads outside",
      () => archive("--transform=s,x,../x,", "x"),
      "holds ../x, which clients refuse",
    ],
    ["an absolute path", () => archive("--transform=s,x,/x,", "x"), "holds /x, which clients refuse"],
    [
      "a device node",
      () => {
        execFileSync("mknod", ["disk", "b", "8", "0"]);
        archive("disk");
      },
      "holds disk, which clients refuse",
    ],
  ])("are refused where a client would refuse them: %s", async (_, make, sentence) => {
    make();
    await expect(read()).rejects.toThrow(sentence);
  });

  it("cannot be called like a file of every release", async () => {
    writeFileSync("overlays/home.tar.gz", "");
    await expect(readSiteFiles(settings({ overlays: ["home.tar.gz"] }))).rejects.toThrow("cannot be called");
    for (const name of ["./site.tar.gz", ".//site.tar.gz"])
      await expect(readSiteFiles(settings({ overlays: [name] }))).rejects.toThrow("cannot be served");
  });

  it("may hold signs for what is not there", async () => {
    execFileSync("mknod", ["gone", "c", "0", "0"]);
    archive("gone");
    expect((await read()).overlays).toHaveLength(1);
  });

  it("takes certificates, and never a private key", async () => {
    const certificates = (text: string) => {
      writeFileSync("ca.pem", text);
      return readSiteFiles(settings({ caFile: "ca.pem" }));
    };
    const pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----";
    expect((await certificates(pem)).certificates).toBe(`${pem}\n`);
    await expect(certificates(`${pem}\n-----BEGIN PRIVATE KEY-----`)).rejects.toThrow("holds a private key");
    await expect(certificates("nothing")).rejects.toThrow("holds no PEM certificate");
    rmSync("ca.pem");
    await expect(readSiteFiles(settings({ caFile: "ca.pem" }))).rejects.toThrow("boot.caFile cannot be read");
  });

  it("cannot be named by a path that leads upward", () => {
    for (const overlays of [["../x"], ["a/../b"], [".."]])
      expect(settingsSchema.safeParse({ version: 1, boot: { overlays } }).success).toBe(false);
  });
});
