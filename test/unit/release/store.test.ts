import { existsSync, mkdirSync, watch, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { noteInUse, releasesInUse } from "../../../src/release/in-use.ts";
import {
  candidatesOf,
  planRollBack,
  promote,
  promoteCandidate,
  releasesOf,
  rollBack,
} from "../../../src/release/move.ts";
import { knownOutputs, rememberOutput } from "../../../src/release/outputs.ts";
import { asideOf } from "../../../src/release/prune.ts";
import { damagedFiles, identityOf, listReleases, readRelease } from "../../../src/release/release.ts";
import { removeImage, removeRelease } from "../../../src/release/remove.ts";
import { renameImage } from "../../../src/release/rename.ts";
import { lastTested, noteTested } from "../../../src/release/tested.ts";
import { lock } from "../../../src/system/lock.ts";
import { ownProcess } from "../../../src/system/owner.ts";
import { type FakeRelease, makeRelease } from "../../support/releases/fake-release.ts";

const [first, second, third] = ["20261121T000000Z-1", "20261122T000000Z-2", "20261123T000000Z-3"] as const;

let folder: string;
let output: string;
let image: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-store-"));
  output = join(folder, "build");
  image = join(output, "lab");
  for (const id of [first, second, third]) await makeRelease({ output, id });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await noteInUse(image, []).catch(() => {});
  await rm(folder, { recursive: true });
});

const releases = () => releasesOf("lab", output);
const withId = async (id: string) => {
  const found = (await releases()).find((entry) => identityOf(entry).id === id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
};
const current = async () => (await readlink(join(image, "current"))).replace("releases/", "");
const ids = async () => (await listReleases(output)).map((entry) => identityOf(entry).id);

/** Where no release has to be signed. */
const asIs = async () => {};

const nowGet = (id: string) => `Clients of lab that start from now on get the release ${id}.`;

describe("what clients get", () => {
  it("goes back to the release before, and to one that is named", async () => {
    expect(await rollBack(await releases(), asIs)).toBe(nowGet(second));
    expect(await rollBack(await releases(), asIs, third)).toBe(nowGet(third));
    expect(await current()).toBe(third);
    await expect(rollBack(await releases(), asIs, "x")).rejects.toThrow("lab has no release x.");
    await rollBack(await releases(), asIs, first);
    await expect(rollBack(await releases(), asIs)).rejects.toThrow("lab has no earlier release.");
  });

  it("is, after a trial, the release on trial or still the one before it", async () => {
    const fourth = "20261124T000000Z-4";
    await makeRelease({ output, id: fourth, links: ["canary"] });
    const { trial } = planRollBack(await releases());
    expect(trial && identityOf(trial).id).toBe(fourth);
    expect(await rollBack(await releases(), asIs)).toBe(
      `The trial of ${fourth} is over; all clients get ${third}.`,
    );
    expect(await current()).toBe(third);
    await expect(promote(await releases(), asIs)).rejects.toThrow("lab has no release on trial.");
    await makeRelease({ output, id: fourth, links: ["canary"] });
    expect(await promote(await releases(), asIs)).toBe(nowGet(fourth));
    expect(existsSync(join(image, "canary"))).toBe(false);
  });
});

describe("a release with a lower rollback index than that of the current one", () => {
  const raised = "20261125T000000Z-5";
  const lower = "20261126T000000Z-6";
  const make = (id: string, rollbackIndex: number, more: Partial<FakeRelease> = {}) =>
    makeRelease({ output, id, locked: true, settings: { boot: { rollbackIndex } }, ...more });
  const refused = (target: string, index: number, before: string, seen: number) =>
    `Clients that have started ${before} do not start ${target} (ROLLBACK): its rollback index is ${index}, and was ${seen}.`;
  /** Only clients of locked images look at it. */
  beforeEach(() => make(raised, 2));

  it("is given to clients with a warning that they refuse it", async () => {
    await make(lower, 1, { links: [] });
    expect(planRollBack(await releases(), lower).warning).toBe(refused(lower, 1, raised, 2));
    expect(await rollBack(await releases(), asIs, lower)).toBe(
      `${nowGet(lower)} ${refused(lower, 1, raised, 2)}`,
    );
    expect(await rollBack(await releases(), asIs, raised)).toBe(nowGet(raised));
  });

  it("is promoted with that warning, on trial or as a candidate", async () => {
    await make(lower, 0, { links: ["canary"] });
    expect(await promote(await releases(), asIs)).toBe(`${nowGet(lower)} ${refused(lower, 0, raised, 2)}`);
    await rollBack(await releases(), asIs, raised);
    const candidate = "20261127T000000Z-7";
    await make(candidate, 1, { candidate: true });
    const [found] = await candidatesOf("lab", output);
    if (!found) throw new Error("there is no candidate");
    expect(await promoteCandidate(found, true, asIs)).toBe(
      `${nowGet(candidate)} ${refused(candidate, 1, raised, 2)}`,
    );
  });

  it("is no longer started by the clients of a trial that ends", async () => {
    const trial = "20261128T000000Z-8";
    await make(trial, 3, { links: ["canary"] });
    expect(await rollBack(await releases(), asIs)).toBe(
      `The trial of ${trial} is over; all clients get ${raised}. ${refused(raised, 2, trial, 3)}`,
    );
  });

  it("needs no warning where the images are not locked, or the index is the same", async () => {
    expect(await rollBack(await releases(), asIs, third)).toBe(nowGet(third));
    await make(lower, 0);
    await make("20261129T000000Z-9", 0, { links: [] });
    expect(await rollBack(await releases(), asIs, "20261129T000000Z-9")).toBe(nowGet("20261129T000000Z-9"));
  });
});

describe("removing", () => {
  it("takes a release away; of the current one, clients get the one before", async () => {
    expect(await removeRelease(await withId(first), await releases(), asIs)).toBe(
      `The release ${first} of lab is removed.`,
    );
    expect(await removeRelease(await withId(third), await releases(), asIs)).toContain(
      `; clients get ${second}.`,
    );
    expect(await current()).toBe(second);
    expect(await ids()).toEqual([second]);
    await removeRelease(await withId(second), await releases(), asIs);
    expect(existsSync(join(image, "current"))).toBe(false);
  });

  it("leaves the current one where clients would get one that nobody has signed", async () => {
    const refusing = async () => {
      throw new Error("it is not signed");
    };
    await expect(removeRelease(await withId(third), await releases(), refusing)).rejects.toThrow(
      "not signed",
    );
    expect(await current()).toBe(third);
    expect(await ids()).toEqual([third, second, first]);
    // Of another one nothing follows.
    await removeRelease(await withId(first), await releases(), refusing);
    expect(await ids()).toEqual([third, second]);
  });

  it("takes away one that cannot be used, even where it is the current one", async () => {
    await writeFile(join(image, "releases", third, "manifest.json"), "{");
    expect(await removeRelease(await withId(third), await releases(), asIs)).toContain(
      `; clients get ${second}.`,
    );
    expect(await ids()).toEqual([second, first]);
  });

  it("leaves what a boot server gives out, and what is being built", async () => {
    await noteInUse(image, [first]);
    await expect(removeRelease(await withId(first), await releases(), asIs)).rejects.toThrow("gives out");
    await expect(removeImage(image)).rejects.toThrow("A boot server gives out the image lab.");
    await expect(renameImage(image, "hall")).rejects.toThrow("gives out");
    await noteInUse(image, []);
    const unlock = await lock(join(image, ".lock"), "A build");
    await expect(removeImage(image)).rejects.toThrow("A build of lab is already running");
    await expect(renameImage(image, "hall")).rejects.toThrow("already running");
    await unlock();
    expect(await ids()).toEqual([third, second, first]);
    await removeImage(image);
    expect(existsSync(image)).toBe(false);
    expect(await ids()).toEqual([]);
  });

  it.each([
    ["removed", () => removeImage(image)],
    ["renamed", () => renameImage(image, "hall")],
  ])("leaves an image that a boot server begins to give out while it is being %s", async (_, work) => {
    const notes = join(image, ".serving");
    const own = join(notes, await ownProcess());
    // Notes of servers that are gone: the first look at them has begun once one of them is taken away.
    mkdirSync(notes);
    for (let number = 0; number < 50; number += 1) writeFileSync(join(notes, `1.${number}.1.00000000`), "[]");
    const begins = watch(notes, () => {
      begins.close();
      writeFileSync(own, JSON.stringify([second]));
    });
    await expect(work()).rejects.toThrow("A boot server gives out the image lab.");
    expect(await ids()).toEqual([third, second, first]);
    expect((await releases()).map((entry) => identityOf(entry).name)).toEqual(["lab", "lab", "lab"]);
    expect(existsSync(own)).toBe(true);
    expect((await readdir(output)).sort()).toEqual(["lab"]);
  });

  it("does not mind the note of a dead server that cannot be removed", async () => {
    // As little a file that rm takes away as one of root's is for another user.
    await mkdir(join(image, ".serving/1.1.1.00000000"), { recursive: true });
    await noteInUse(image, [second]);
    expect(await releasesInUse(image)).toEqual(new Set([second]));
    await noteInUse(image, []);
    await removeRelease(await withId(first), await releases(), asIs);
    expect(await renameImage(image, "hall")).toBe("The image lab is called hall now.");
    await removeImage(join(output, "hall"));
    expect(await readdir(output)).toEqual([]);
  });

  it("leaves no directory of an image behind for the note of a server that comes too late", async () => {
    await removeImage(image);
    await expect(noteInUse(image, [first])).rejects.toThrow("ENOENT");
    expect(existsSync(image)).toBe(false);
  });

  it("takes along what a process had laid aside that was killed, and nothing of one that runs", async () => {
    const [gone, there] = [join(output, ".aside-1.1.1.00000000-hall"), await asideOf(join(output, "hall"))];
    for (const directory of [gone, there]) await mkdir(join(directory, "releases"), { recursive: true });
    await removeImage(image);
    expect([gone, there].map((directory) => existsSync(directory))).toEqual([false, true]);
  });
});

describe("renaming", () => {
  it("gives all releases the new name, in every file that has it, and leaves them whole", async () => {
    await writeFile(join(image, "releases", first, "manifest.json"), "{");
    expect(await renameImage(image, "hall")).toBe("The image lab is called hall now.");
    expect(existsSync(image)).toBe(false);
    const found = await listReleases(output);
    expect(found.map((entry) => [identityOf(entry).name, entry.current])).toEqual([
      ["hall", true],
      ["hall", false],
      ["hall", false],
    ]);
    const release = await readRelease(join(output, "hall/current"));
    expect(release.manifest.settings).toMatchObject({ name: "hall" });
    expect(await damagedFiles(release)).toEqual([]);
    expect(await readFile(join(release.directory, "grub/grub.cfg"), "utf8")).toContain('menuentry "hall"');
    expect(await readFile(join(release.directory, "SHA256SUMS"), "utf8")).toMatch(/ {2}manifest\.json\n$/);
  });

  it("refuses where the old name is in a command line that nobody can change", async () => {
    const uki = { settings: { boot: { uki: true } }, files: { "thinsmith.efi": "image" } };
    await makeRelease({ output, id: "20261129T000000Z-9", ...uki, links: [] });
    await expect(renameImage(image, "hall")).rejects.toThrow(
      "thinsmith.efi of its release 20261129T000000Z-9 looks for its files in lab/20261129T000000Z-9",
    );
    expect(existsSync(image)).toBe(true);
  });

  it.each(["", "../x", "UPPER", "taken", "a/b"])("refuses the name %j", async (name) => {
    await mkdir(join(output, "taken"));
    await expect(renameImage(image, name)).rejects.toThrow("cannot be called");
    expect(await ids()).toEqual([third, second, first]);
  });
});

describe("what is remembered", () => {
  it("are the folders that were built in, each once, the last one first", async () => {
    vi.stubEnv("THINSMITH_CONFIG", join(folder, "config"));
    expect(await knownOutputs()).toEqual([]);
    for (const one of ["/a", "/b", "/a"]) await rememberOutput(one);
    expect(await knownOutputs()).toEqual(["/a", "/b"]);
    await writeFile(join(folder, "config/outputs.json"), "{ broken");
    expect(await knownOutputs()).toEqual([]);
  });

  it("is the last test boot of a release", async () => {
    const directory = join(image, "releases", third);
    expect(await lastTested(directory)).toBeUndefined();
    const tested = { at: 1, ok: true, seconds: 49, memoryMiB: 814, machineMiB: 2048, failed: [] };
    await noteTested(directory, tested);
    expect(await lastTested(directory)).toEqual(tested);
    await writeFile(join(directory, "tested.json"), '{"ok":"yes"}');
    expect(await lastTested(directory)).toBeUndefined();
  });

  it("is read within bounds where others have written it", async () => {
    const directory = join(image, "releases", third);
    const note = join(directory, "tested.json");
    const good = { name: "kernel", from: 0, to: 2 };
    const spans = (...more: object[]) => [good, ...more];
    const tested = {
      ...{ at: 1, ok: false, seconds: 49, memoryMiB: 814, machineMiB: 2048 },
      failed: Array.from({ length: 60 }, () => "x".repeat(1000)),
      times: {
        ...{ firmware: "bios", accel: "kvm" },
        phases: spans(
          { name: "n".repeat(5000), from: 2, to: 3 },
          { ...good, to: 1e300 },
          { ...good, to: -1 },
        ),
        units: Array.from({ length: 500 }, () => good),
      },
    };
    await writeFile(note, JSON.stringify(tested));
    const read = await lastTested(directory);
    expect(read?.times?.phases).toEqual([good, { name: "n".repeat(200), from: 2, to: 3 }]);
    expect(read?.times?.units).toHaveLength(40);
    expect(read?.failed).toHaveLength(40);
    expect(read?.failed[0]).toHaveLength(200);
    // No date, no time that a boot can take.
    for (const wrong of [{ at: 1e300 }, { seconds: -1 }, { seconds: 1e300 }, { machineMiB: 1e300 }]) {
      await writeFile(note, JSON.stringify({ ...tested, ...wrong }));
      expect(await lastTested(directory)).toBeUndefined();
    }
    await writeFile(note, JSON.stringify({ ...tested, firmware: "x".repeat(1_000_000) }));
    expect(await lastTested(directory)).toBeUndefined();
  });
});
