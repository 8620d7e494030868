import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { proveByBooting } from "../../../src/proof/boot.ts";
import { servePage } from "../../../src/proof/page.ts";
import type { Release } from "../../../src/release/release.ts";
import { CancelledError } from "../../../src/system/errors.ts";
import { type FakeMachine, makeFakeQemu } from "../../support/fake-qemu.ts";
import { makeRelease } from "../../support/releases/fake-release.ts";

let folder: string;
let programs: string;
let release: Release;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-proof-"));
  programs = await makeFakeQemu(folder);
  vi.stubEnv("PATH", `${programs}:${process.env.PATH}`);
  // What this user trusts is not asked.
  vi.stubEnv("THINSMITH_CONFIG", join(folder, "config"));
  // The sockets and files of a boot.
  vi.stubEnv("TMPDIR", folder);
  release = await makeRelease({
    output: join(folder, "build"),
    id: "20261121T000000Z-1",
    settings: { packages: { roles: ["ssh"] } },
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const patience = { boot: 20, answer: 20 };
const said: string[] = [];
const prove = (
  machine: FakeMachine,
  more: Partial<Parameters<typeof proveByBooting>[0]> = {},
  signal = new AbortController().signal,
) => {
  vi.stubEnv("FAKE_MACHINE", machine);
  said.length = 0;
  const context = { signal, log: (line: string) => void said.push(line), progress: () => {} };
  return proveByBooting({ release, patience, ...more }, context);
};
const starts = async () => (await readFile(join(folder, "starts"), "utf8")).trim().split("\n");
const leftBehind = async () => (await readdir(folder)).filter((name) => name.startsWith("thinsmith-boot-"));

describe("an image that is booted to prove it", { timeout: 60_000 }, () => {
  it("passes where it is up, and does what its roles are for", async () => {
    const proof = await prove("up");
    expect(proof).toMatchObject({ how: "boot", ok: true, findings: [] });
    expect(proof.boot?.memoryMiB).toBeGreaterThan(0);
    expect(said).toContain("ok     port 22: says SSH-2.0-fake");
    expect(said).toContainEqual(expect.stringMatching(/^ok {5}multi-user: /));
    expect(JSON.parse(await readFile(join(release.directory, "tested.json"), "utf8")).ok).toBe(true);
    expect(await leftBehind()).toEqual([]);
  });

  it("fails where it hangs, and that is said with the time that it had", async () => {
    const proof = await prove("hang", { patience: { boot: 2, answer: 1 } });
    expect(proof.ok).toBe(false);
    expect(proof.findings).toContainEqual({ check: "time", problem: "the client was not up after 2 s" });
    expect(proof.findings).toContainEqual({ check: "multi-user", problem: "not reached" });
    expect(await leftBehind()).toEqual([]);
  });

  it("fails where it ends before its services answer, without waiting for them", async () => {
    const proof = await prove("gone", { patience: { boot: 20, answer: 600 } });
    expect(proof.findings).toEqual([{ check: "port 22", problem: "no answer; expected SSH-2.0-" }]);
  });

  it("is neither good nor bad where QEMU is killed, or does not start, and why is said", async () => {
    await expect(prove("killed")).rejects.toMatchObject({
      message: "QEMU was ended by SIGKILL while it booted the image.",
      remedy: expect.stringContaining("memory"),
    });
    await expect(prove("refused")).rejects.toMatchObject({
      message: expect.stringMatching(/^QEMU could not start: .*Cannot allocate memory$/),
    });
    await rm(programs, { recursive: true });
    vi.stubEnv("PATH", programs);
    await expect(prove("up")).rejects.toThrow("QEMU is not installed");
    expect(await leftBehind()).toEqual([]);
  });

  it("takes another port where the one that was free is taken meanwhile", async () => {
    expect(await prove("taken")).toMatchObject({ ok: true });
    const ports = (await starts()).map((words) => /hostfwd=tcp:127\.0\.0\.1:(\d+)/.exec(words)?.[1]);
    expect(new Set(ports).size).toBe(2);
  });

  it("can be two at once", async () => {
    const proofs = await Promise.all([prove("up"), prove("up")]);
    expect(proofs.map(({ ok }) => ok)).toEqual([true, true]);
    expect(new Set(await starts()).size).toBe(2);
    expect(await leftBehind()).toEqual([]);
  });

  it("ends at once when the build is cancelled", async () => {
    const cancel = new AbortController();
    const proof = prove("hang", {}, cancel.signal);
    proof.catch(() => {});
    await vi.waitFor(async () => expect(await starts()).toHaveLength(1), 20_000);
    cancel.abort();
    await expect(proof).rejects.toThrow(CancelledError);
    expect(await leftBehind()).toEqual([]);
  });

  it("is booted although nobody has signed it, whatever this machine trusts", async () => {
    const { makeKeys } = await import("../../../src/trust/keys/make.ts");
    const { rememberKey } = await import("../../../src/trust/signature/known-keys.ts");
    await makeKeys("site", { kinds: ["release"], bits: 2048, passphrase: undefined, tokens: {} });
    const open = await readFile(join(folder, "config/keys/site/release.pub"), "utf8");
    expect(await rememberKey(release.manifest.name, open)).toBe(true);
    expect(await prove("up")).toMatchObject({ ok: true });
  });
});

describe("a page that a client has to show", () => {
  it("is shown once the script of the page has run, and not before", async () => {
    const page = await servePage("http://shop.example/?a=1&b=<2>", "127.0.0.1");
    try {
      const shown = (seconds: number) => page.shown(seconds, new AbortController().signal);
      expect(await shown(0)).toEqual({
        ...{ name: "web page", ok: false, detail: "no browser has fetched a page" },
      });
      // What the session of a kiosk does first.
      await fetch(page.url, { method: "HEAD" });
      expect((await shown(0)).detail).toBe("no browser has fetched a page");
      const text = await (await fetch(page.url)).text();
      expect(text).toContain("http://shop.example/?a=1&#38;b=&#60;2&#62;");
      expect((await shown(0)).detail).toBe("the browser has fetched a page, but not drawn it");
      const told = /fetch\("(\/[0-9a-f-]{36})\?"/.exec(text)?.[1] ?? "";
      const waiting = shown(60);
      await fetch(new URL(`${told}?1024x768`, page.url));
      expect(await waiting).toEqual({ name: "web page", ok: true, detail: "shown, 1024x768" });
    } finally {
      await page.close();
    }
  });

  it("makes a proof fail where it is not shown", { timeout: 60_000 }, async () => {
    const page = await servePage(null);
    try {
      const { ok, findings } = await prove("up", { page, patience: { boot: 20, answer: 1 } });
      expect({ ok, findings }).toEqual({
        ok: false,
        findings: [{ check: "web page", problem: "no browser has fetched a page" }],
      });
    } finally {
      await page.close();
    }
  });
});
