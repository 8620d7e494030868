import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openAppAt } from "../support/ui/app.tsx";
import type { draw } from "../support/ui/draw.tsx";
import { removeFolder } from "../support/ui/remove-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-panes-"));
/** Packages of which the console image has some, with their sizes in MB to download and installed. */
const packages = [
  ["linux-image-amd64", 70, 400],
  ["systemd", 10, 40],
  ["openssh-server", 4, 9],
  ["vim", 30, 90],
] as const;

beforeAll(() => {
  vi.stubEnv("THINSMITH_CACHE", join(folder, "cache"));
  vi.stubEnv("THINSMITH_CONFIG", join(folder, "config"));
  const lists = join(folder, "cache/downloads/debian/lib/apt/lists");
  mkdirSync(lists, { recursive: true });
  const stanzas = packages.map(
    ([name, download, installed]) =>
      `Package: ${name}\nVersion: 1\nArchitecture: amd64\nPriority: optional\nInstalled-Size: ${installed * 1000}\nSize: ${download * 1_000_000}\nDescription: the package ${name}\n`,
  );
  writeFileSync(join(lists, "mirror_debian_dists_trixie_main_binary-amd64_Packages"), stanzas.join("\n"));
});
afterAll(() => {
  vi.unstubAllEnvs();
  removeFolder(folder);
});

let screen: ReturnType<typeof draw> | undefined;
afterEach(() => screen?.unmount());

const open = async (columns: number, rows: number) => {
  screen = await openAppAt("console", { output: join(folder, "build"), columns, rows });
  await screen.shows(/\d packages, /);
  return screen;
};

/** Presses keys one by one; a pattern waits for what is on screen. */
const go = async (...steps: readonly (string | RegExp)[]) => {
  for (const step of steps) {
    if (step instanceof RegExp) await screen?.shows(step);
    else {
      screen?.press(step);
      await new Promise((read) => setImmediate(read));
    }
  }
};

describe("the panes beside a draft", () => {
  it("say what the image is made of, and how a client divides its memory", async () => {
    const { frame } = await open(120, 40);
    expect(frame()).toMatch(/│ kernel +█+ +109 MB │/);
    expect(frame()).toMatch(/│ ssh +[█▏▎▍▌▋▊▉]+ +6 MB │/);
    expect(frame()).toMatch(/─ A client with < 2 GiB > ─/);
    expect(frame()).toMatch(/image 0\.1 GiB +░ programs 0\.1 GiB/);
    expect(frame()).toMatch(/ < > client /);
    await go(">", /A client with < 4 GiB >/, "<", "<", "<", "<", /A client with < 0\.5 GiB >/);
    // There is no smaller one.
    await go("<", ">", /A client with < 1 GiB >/);
  });

  it("say what the last choice added, and forget it with the next", async () => {
    await open(120, 40);
    await go("j", "j", /❯ +Packages/, "enter", /Next: Exclude/, "g", "j", /❯ install/, "enter", /4 packages/);
    await go("vim", /1 found/, "enter", /1 chosen/, /▲ 36 MB add vim to install/);
    expect(screen?.frame()).toMatch(/own packages +[█▏▎▍▌▋▊▉]+ +36 MB/);
    await go("space", /▼ 36 MB/);
  });

  it("show the size and time of each algorithm in the step Packing, with the chosen one marked", async () => {
    await open(120, 40);
    for (const title of ["Kernel", "Packages", "Exclude", "Memory", "Packing"])
      await go("j", new RegExp(`❯ +${title}`));
    await go("enter", /Next: Client/, /● zstd 9/, /lz4 1/, /· xz/);
    expect(screen?.frame()).toMatch(/─ MB by time to pack ─/);
  });

  it.each([
    [100, 30],
    [117, 24],
    [118, 24],
    [200, 50],
  ])("fit in %d x %d", async (columns, rows) => {
    const { frame } = await open(columns, rows);
    for (const keys of [[], ["enter"], ["s"]]) {
      await go(...keys, /This image|MB/);
      const lines = frame().split("\n");
      expect(lines).toHaveLength(rows - 1);
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
      expect(lines.at(-1)).toMatch(/\? help {2,3}q quit/);
      expect(lines[1]).toMatch(/^┌.*┐$/);
      expect(lines.at(-2)).toMatch(/^└.*┘$/);
    }
  });

  it("are not there below 100 columns, where the estimate stands below the steps", async () => {
    const { frame } = await open(99, 30);
    expect(frame()).toMatch(/estimate +4 packages|estimate +\d packages/);
    expect(frame()).not.toContain("┌");
  });
});
