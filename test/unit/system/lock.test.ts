import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lock } from "../../../src/system/lock.ts";
import { lockHolder } from "../../../src/system/lock-holder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "thinsmith-lock-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A folder with no programs but those that every machine has. */
const fewPrograms = (): string => {
  const path = join(folder, "programs");
  mkdirSync(path);
  for (const name of ["sh", "cat", "setpriv"]) symlinkSync(`/usr/bin/${name}`, join(path, name));
  return path;
};

describe("a lock", () => {
  it("is taken by one alone, in a directory that is made for it", async () => {
    const path = join(folder, "new/one.lock");
    const unlock = await lock(path, "A build of lab");
    await expect(lock(path, "A build of lab")).rejects.toThrow(
      `A build of lab is already running as process ${process.pid}.`,
    );
    expect(readFileSync(path, "utf8")).toBe(`${process.pid}\n`);
    await unlock();
    await (await lock(path, "A build of lab"))();
  });

  it("tells who has it, and of a file that was left behind that nobody has it", async () => {
    const path = join(folder, "one.lock");
    expect(await lockHolder(path)).toBeUndefined();
    const unlock = await lock(path, "A build of lab");
    const other = await lock(join(folder, "two.lock"), "A build of shop");
    expect(await lockHolder(path)).toBe(process.pid);
    await unlock();
    // Its process lives on, with another lock.
    expect(readFileSync(path, "utf8")).toBe(`${process.pid}\n`);
    expect(await lockHolder(path)).toBeUndefined();
    await other();
    for (const text of ["../..", "1 2", "9".repeat(40), "4194304\n", ""]) {
      writeFileSync(path, text);
      expect(await lockHolder(path)).toBeUndefined();
    }
  });

  it.each([
    ["file/one.lock", "what should be its directory is a file"],
    ["file/below/one.lock", "what should be its directory is a file"],
    ["directory", "it is a directory"],
    [`${"x".repeat(300)}.lock`, "its name is too long"],
  ])("that cannot be taken at %s says why in words of ours", async (name, why) => {
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "directory"));
    const path = join(folder, name);
    const refused = lock(path, "A build");
    await expect(refused).rejects.toThrow(`${path} cannot be locked: ${why}.`);
    await expect(refused).rejects.toMatchObject({
      remedy: expect.stringContaining("Make it possible to write"),
    });
  });

  it("says that its program is missing, or what that says, and never that another process has it", async () => {
    const path = fewPrograms();
    vi.stubEnv("PATH", path);
    await expect(lock(join(folder, "one.lock"), "A build")).rejects.toThrow(
      "one.lock cannot be locked: the program flock (of util-linux) is not installed.",
    );
    writeFileSync(join(path, "flock"), "#!/bin/sh\necho 'flock: 9: No locks available' >&2\nexit 71\n", {
      mode: 0o755,
    });
    await expect(lock(join(folder, "one.lock"), "A build")).rejects.toThrow(
      "one.lock cannot be locked: flock: 9: No locks available.",
    );
  });
});
