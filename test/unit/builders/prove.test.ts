import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findSecureOvmf } from "../../../src/boot/firmware.ts";
import { localStages } from "../../../src/builders/local/definitions.ts";
import type { ProveInputs } from "../../../src/builders/tree/definitions.ts";
import { prove } from "../../../src/builders/tree/prove.ts";
import { readJson } from "../../../src/grammar/json.ts";
import { Unproven } from "../../../src/pipeline/failures/unproven.ts";
import { readSiteFiles } from "../../../src/pipeline/inputs/site-files.ts";
import { plan } from "../../../src/pipeline/plan.ts";
import { proofFile } from "../../../src/pipeline/prove-parts.ts";
import { bootTools } from "../../../src/proof/tools.ts";
import { proofSchema, proofWords } from "../../../src/release/proof.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { makeKeys } from "../../../src/trust/keys/make.ts";
import { openKeys } from "../../../src/trust/keys/open.ts";
import { stubFile } from "../../../src/trust/uki/needs.ts";
import { makeFakeQemu } from "../../support/fake-qemu.ts";
import { makeParts, version } from "../../support/releases/sound-parts.ts";

const firmware = await findSecureOvmf().catch(() => undefined);
const canSign = [stubFile, "/usr/bin/sbsign"].every((file) => existsSync(file));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-prove-"));
  vi.stubEnv("PATH", `${await makeFakeQemu(folder)}:${process.env.PATH}`);
  vi.stubEnv("THINSMITH_CONFIG", join(folder, "config"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** The results of the stages before, of a tiny image that is sound but for the changes. */
const makeResults = async (changes: Parameters<typeof makeParts>[2] = {}) => {
  const parts = makeParts(join(folder, "parts"), await bootTools(), changes);
  const results = {
    kernel: { vmlinuz: parts.vmlinuz },
    initrd: { initrd: parts.initrd },
    rootfs: { "rootfs.squashfs": parts.rootfs },
  };
  for (const [stage, files] of Object.entries(results)) {
    await mkdir(join(folder, stage));
    for (const [name, from] of Object.entries(files)) await copyFile(from, join(folder, stage, name));
  }
  await writeFile(join(folder, "kernel/version"), `${version}\n`);
  await writeFile(join(folder, "rootfs/packages.tsv"), "dash\t1\tamd64\t100\n");
  await mkdir(join(folder, "home"));
  await writeFile(join(folder, "home/home.tar.gz"), "a home");
};

/** Settings of an image whose role has to answer. */
const settingsOf = (more: object = {}) =>
  parseSettings({ version: 1, packages: { roles: ["ssh"] }, ...more });

/** Runs the stage as a build of these settings does; the files that it leaves. */
const run = async (settings: Settings) => {
  const siteFiles = await readSiteFiles(settings);
  const stage = plan(localStages, settings, { sources: {}, privilege: "root", siteFiles }).find(
    ({ name }) => name === "prove",
  );
  const output = join(folder, "output");
  await mkdir(output);
  const { key } = settings.publish;
  await prove({
    inputs: stage?.inputs as ProveInputs,
    ...{ output, input: (name) => join(folder, name), signal: new AbortController().signal },
    ...{ log: () => {}, progress: () => {}, note: () => {}, pause: async () => {} },
    keys: key === null ? undefined : await openKeys(key, true),
  });
  return (await readdir(output)).sort();
};
const started = () => readFile(join(folder, "starts"), "utf8").catch(() => "");
const proofOf = async () => JSON.parse(await readFile(join(folder, "output", proofFile), "utf8"));

describe("the stage that proves an image", { timeout: 60_000 }, () => {
  it("looks at it and boots it, and leaves what came of it, with the notes of the boot", async () => {
    vi.stubEnv("FAKE_MACHINE", "up");
    await makeResults();
    expect(await run(settingsOf())).toEqual([proofFile, "tested.json"]);
    expect(await proofOf()).toMatchObject({ how: "boot", ok: true });
    expect(await started()).toMatch(/ -initrd \S+\/release\/initrd\.img /);
  });

  it("boots nothing that is not sound, and nothing where that is enough", async () => {
    await makeResults({ root: { "usr/bin/dash": null } });
    const failed = run(settingsOf());
    await expect(failed).rejects.toThrow(Unproven);
    await expect(failed).rejects.toMatchObject({ proof: { how: "look", ok: false } });
    expect(await readdir(join(folder, "output"))).toEqual([]);
    for (const part of ["output", "kernel", "initrd", "rootfs", "home"])
      await rm(join(folder, part), { recursive: true });
    await makeResults();
    expect(await run(settingsOf({ publish: { proof: "look" } }))).toEqual([proofFile]);
    expect(await started()).toBe("");
  });

  it("keeps the notes of a boot that failed for the candidate", async () => {
    vi.stubEnv("FAKE_MACHINE", "gone");
    await makeResults();
    const failed = run(settingsOf());
    await expect(failed).rejects.toMatchObject({
      proof: { how: "boot", ok: false, findings: [{ check: "port 22" }] },
    });
    const notes = await failed.catch((error: Unproven) => error.notes as Map<string, Buffer>);
    expect([...(notes ?? [])].map(([name]) => name)).toEqual(["tested.json"]);
    expect(await readdir(join(folder, "output"))).toEqual([]);
  });

  it.skipIf(!(firmware && canSign))(
    "boots a locked image by firmware that knows the keys of its site alone",
    async () => {
      vi.stubEnv("FAKE_MACHINE", "up");
      const options = { bits: 2048, passphrase: undefined, tokens: {} } as const;
      await makeKeys("site", { kinds: ["release", "db", "KEK", "PK"], ...options });
      await makeResults();
      const settings = settingsOf({ publish: { key: "site" }, boot: { uki: true } });
      expect(await run(settings)).toEqual([proofFile, "tested.json"]);
      const proof = readJson(proofSchema, JSON.stringify(await proofOf()));
      expect(proof).toMatchObject({ how: "boot", ok: true, boot: { secureBoot: true } });
      expect(proofWords(proof)).toMatch(/^booted by Secure Boot with \d+ MiB in \d+ s$/);
      const words = await started();
      expect(words).toMatch(/ -drive if=pflash,format=raw,unit=0,readonly=on,file=\S+ /);
      expect(words).toMatch(/tftp=\S+,bootfile=thinsmith\.efi,hostfwd=/);
      expect(words).not.toContain(" -kernel ");
      const tested = JSON.parse(await readFile(join(folder, "output/tested.json"), "utf8"));
      expect(tested.times.firmware).toBe("secure boot");
    },
  );
});
