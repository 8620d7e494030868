import { existsSync } from "node:fs";
import { mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { builtImages } from "../../../src/release/built.ts";
import { candidatesOf, planRollBack, promoteCandidate, releasesOf } from "../../../src/release/move.ts";
import { prune } from "../../../src/release/prune.ts";
import {
  findRelease,
  identityOf,
  isCandidate,
  listCandidates,
  listReleases,
  type ReleaseEntry,
} from "../../../src/release/release.ts";
import { removeRelease } from "../../../src/release/remove.ts";
import { renameImage } from "../../../src/release/rename.ts";
import { findServedImage, readAssignment } from "../../../src/serve/assignment/releases.ts";
import { makeRelease } from "../../support/releases/fake-release.ts";

const first = "20261121T000000Z-1";
const early = "20261122T000000Z-2";
const current = "20261123T000000Z-3";
const late = "20261124T000000Z-4";
const failed = {
  how: "look" as const,
  ok: false,
  findings: [{ check: "init", problem: "libc.so.6 is away" }],
};

let folder: string;
let output: string;
let image: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-candidates-"));
  output = join(folder, "build");
  image = join(output, "lab");
  for (const id of [first, current]) await makeRelease({ output, id });
  for (const id of [early, late]) await makeRelease({ output, id, candidate: true, proof: failed });
});
afterEach(() => rm(folder, { recursive: true }));

/** This machine knows no key of the image. */
const trusts = async () => {};

const idsOf = (entries: readonly ReleaseEntry[]) => entries.map((entry) => identityOf(entry).id);
const linked = async () => (await readlink(join(image, "current"))).replace("releases/", "");
const newest = async () => (await candidatesOf("lab", output))[0] as ReleaseEntry;

describe("a candidate", () => {
  it("is found by its id and path alone, and is in no list of releases", async () => {
    expect(idsOf(await listReleases(output))).toEqual([current, first]);
    expect(idsOf(await listCandidates(output))).toEqual([late, early]);
    const found = await findRelease(late, output);
    expect([found.manifest.id, isCandidate(found)]).toEqual([late, true]);
    expect((await findRelease(found.directory, output)).manifest.proof).toEqual(failed);
    for (const word of [undefined, "lab"])
      expect((await findRelease(word, output)).manifest.id).toBe(current);
  });

  it("is nothing that a rollback or a removal leads to", async () => {
    const releases = await releasesOf("lab", output);
    expect(planRollBack(releases, late).target).toBe(undefined);
    const { target } = planRollBack(releases);
    expect(target && identityOf(target).id).toBe(first);
    const gone = releases.find((entry) => identityOf(entry).id === current) as ReleaseEntry;
    expect(await removeRelease(gone, releases, async () => {})).toContain(`clients get ${first}.`);
  });

  it("is not served: neither by its id, nor in a menu or by a table of clients", async () => {
    await expect(findServedImage(late, output)).rejects.toThrow("is a candidate: it failed its proof");
    const served = await findServedImage("lab", output);
    const given = await readAssignment(served, (serve) => ({ ...serve, menu: 5 }));
    expect([given.current, ...given.others].map(({ manifest }) => manifest.id)).toEqual([current, first]);
    const named = readAssignment(served, (serve) => ({
      ...serve,
      clients: [{ client: "default", release: late, parameters: [], overlays: null }],
    }));
    await expect(named).rejects.toThrow(`names the release ${late}, which does not exist`);
  });

  it("is promoted only by a person who knows that it failed, and then is a release like others", async () => {
    await expect(promoteCandidate(await newest(), false, trusts)).rejects.toThrow(
      `${late} of lab failed its proof:\n  init    libc.so.6 is away`,
    );
    expect(await linked()).toBe(current);
    expect(await promoteCandidate(await newest(), true, trusts)).toBe(
      `Clients of lab that start from now on get the release ${late}.`,
    );
    expect(await linked()).toBe(late);
    expect(idsOf(await listReleases(output))).toEqual([late, current, first]);
    expect(idsOf(await listCandidates(output))).toEqual([early]);
    expect(existsSync(join(image, "candidates", late))).toBe(false);
  });

  it("can be the first thing of its image", async () => {
    await makeRelease({ output, id: late, candidate: true, proof: failed, settings: { name: "new" } });
    const [candidate] = await candidatesOf("new", output);
    await promoteCandidate(candidate as ReleaseEntry, true, trusts);
    expect(await readlink(join(output, "new", "current"))).toBe(`releases/${late}`);
    await expect(candidatesOf("none", output)).rejects.toThrow("There is no image none.");
  });

  it("keeps its image in the list of images", async () => {
    await makeRelease({ output, id: late, candidate: true, settings: { name: "new" } });
    const { images } = await builtImages([output]);
    expect(images.map(({ name, releases }) => [name, releases.length]).sort()).toEqual([
      ["lab", 2],
      ["new", 0],
    ]);
  });

  it("goes with its image to another name", async () => {
    await renameImage(image, "hall");
    const candidates = await candidatesOf("hall", output);
    expect(idsOf(candidates)).toEqual([late, early]);
    expect(await readdir(join(output, "hall", "candidates"))).toHaveLength(2);
  });
});

describe("pruning", () => {
  const pruned = async (options: { keep: number; dryRun?: boolean }) => {
    const decisions: string[] = [];
    for await (const { release, stays } of prune({ output, dryRun: false, ...options }))
      decisions.push(`${identityOf(release).id} ${stays ?? "goes"}`);
    return decisions;
  };

  it("keeps candidates that are newer than what clients get, and counts them apart from releases", async () => {
    expect(await pruned({ keep: 1, dryRun: true })).toEqual([
      `${current} current`,
      `${first} before`,
      `${late} candidate`,
      `${early} goes`,
    ]);
    expect(idsOf(await listCandidates(output))).toEqual([late, early]);
    await pruned({ keep: 1 });
    expect(idsOf(await listCandidates(output))).toEqual([late]);
    await pruned({ keep: 0 });
    expect(idsOf(await listCandidates(output))).toEqual([]);
    expect(idsOf(await listReleases(output))).toEqual([current, first]);
  });
});
