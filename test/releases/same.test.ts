import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "../../src/release/release.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { leftovers } from "../support/leftovers.ts";
import { currentOf, ownCache, sumsOf, testCache } from "../support/releases/build.ts";
import { everything } from "../support/releases/presets.ts";

const minutes = 60_000;

let workplace: Workplace;
let release: string;
let manifest: Manifest;
beforeAll(async () => {
  workplace = await newWorkplace({ cache: await testCache() });
  // What other tests have built is taken from the cache.
  const built = await thinsmith(workplace, ["build", "console", "--yes", "--progress", "quiet"]);
  expect(built.status, built.stderr).toBe(0);
  release = join(workplace.folder, "build/console/current");
  manifest = JSON.parse(await readFile(join(release, "manifest.json"), "utf8"));
}, 15 * minutes);
afterAll(() => rm(workplace.folder, { recursive: true }));

/** A manifest like that of the release, in a file of its own. */
const written = async (changed: object): Promise<string> => {
  const file = join(workplace.folder, "locked.json");
  await writeFile(file, JSON.stringify({ ...manifest, ...changed }));
  return file;
};

describe("a release", () => {
  it("records what it was made of", () => {
    const { lock, packages, tools } = manifest;
    const built = Date.parse(manifest.startedAt) / 1000;
    expect(lock?.epoch).toBeGreaterThan(built - 365 * 24 * 3600);
    expect(lock?.epoch).toBeLessThan(built);
    expect(lock?.packages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(packages.map(({ name }) => name)),
    );
    expect(lock?.packages.filter(({ sha256 }) => sha256 === undefined)).toEqual([]);
    expect(Object.keys(tools ?? {})).toEqual(
      expect.arrayContaining(["mmdebstrap", "apt", "mksquashfs", "node", "zlib"]),
    );
  });

  it("is not built again where its packages are nowhere any more, and these are named", {
    timeout: 10 * minutes,
  }, async () => {
    const packages = manifest.lock?.packages.map((one) =>
      one.name === "kmod" || one.name === "udev" ? { ...one, version: "0~gone" } : one,
    );
    const file = await written({ lock: { ...manifest.lock, packages } });
    const before = await currentOf(workplace.folder, "console");
    const { status, stderr } = await thinsmith(workplace, ["build", "--locked", file, "--progress", "plain"]);
    expect(status).toBe(1);
    expect(stderr).toContain(
      "2 locked packages are neither on the mirror nor among the downloads: kmod 0~gone, udev 0~gone.",
    );
    expect(stderr).toContain("base.snapshot");
    expect(await currentOf(workplace.folder, "console")).toBe(before);
    expect(await leftovers(workplace.folder)).toEqual([]);
  });

  // A second build from nothing.
  it.runIf(everything)(
    "has the same bytes elsewhere, in another time zone, locale and umask",
    {
      timeout: 20 * minutes,
    },
    async () => {
      const other = await newWorkplace({ cache: await ownCache() });
      try {
        const { status, stdout, stderr } = await thinsmith(
          other,
          ["build", "--locked", await written({}), "--yes"],
          {
            env: { TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8" },
            wrapper: ["sh", "-c", 'umask 077 && exec "$@"', "sh"],
          },
        );
        expect(status, stdout + stderr).toBe(0);
        expect(stdout).toContain("Identical to console");
        expect(await sumsOf(join(other.folder, "build/console/current"))).toEqual(await sumsOf(release));
      } finally {
        await rm(other.folder, { recursive: true });
        await rm(other.env.THINSMITH_CACHE ?? "", { recursive: true });
      }
    },
  );
});
