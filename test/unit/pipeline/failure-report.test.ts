import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { localNeeds } from "../../../src/builders/local/needs.ts";
import { saveReport, withoutSecrets } from "../../../src/pipeline/failures/report.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { version } from "../../../src/system/version.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-report-"));
});
afterEach(() => rm(folder, { recursive: true }));

const hash = "$6$saltsalt$0123456789abcdefABCDEF./0123456789";
const settings = parseSettings({
  version: 1,
  name: "lab",
  client: { passwordHash: hash },
});
const now = new Date("2026-11-22T21:14:03Z");

describe("a report on a failure", () => {
  it("has what helps, and no secrets", async () => {
    const log = join(folder, "build.log");
    const lines = Array.from({ length: 5000 }, (_, at) => `line ${at}`);
    await writeFile(
      log,
      `${lines.join("\n")}\n\x1b[31mE: usermod -p ${hash}\x1b[0m http://me:secret@proxy:3128/\n`,
    );
    const failure = {
      stage: "customize",
      message: "It broke.",
      remedy: "Mend it.",
      command: ["customize.sh", "x"],
      exitCode: 3,
      log,
      cancelled: false,
    } as const;
    const text = await readFile(await saveReport(failure, settings, localNeeds, folder, now), "utf8");
    for (const part of [
      `thinsmith ${version}`,
      "2026-11-22T21:14:03",
      "It broke.",
      "Mend it.",
      "stage       customize",
      "exit        3",
      "PRETTY_NAME=",
      "mksquashfs",
      '"suite": "trixie"',
      "line 4999\nE: usermod",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("saltsalt");
    expect(text).not.toContain("secret");
    expect(text).not.toContain("\x1b");
    expect(text.match(/^line \d+$/gm)).toHaveLength(199);
  });

  it("overwrites nothing, and says it where the log is gone", async () => {
    const failure = { message: "m", cancelled: false, log: join(folder, "gone/build.log") };
    const paths = [
      await saveReport(failure, settings, localNeeds, folder, now),
      await saveReport(failure, settings, localNeeds, folder, now),
    ];
    expect(paths.map((path) => basename(path))).toEqual([
      "report-lab-20261122T211403Z.txt",
      "report-lab-20261122T211403Z-2.txt",
    ]);
    expect((await readdir(folder)).length).toBe(2);
    expect(await readFile(paths[1] ?? "", "utf8")).toContain("the log cannot be read: ENOENT");
    await expect(saveReport(failure, settings, localNeeds, join(folder, "nowhere"), now)).rejects.toThrow(
      "ENOENT",
    );
  });

  it("finds hashes of every kind that the settings take", () => {
    for (const one of ["$y$j9T$abc$def/.", "$2b$10$abcdefghijk", "$5$a$b", "$1$a$b", "$gy$j9T$a$b"]) {
      expect(withoutSecrets(`x:${one}:y "${one}"`)).not.toContain(one);
    }
  });
});
