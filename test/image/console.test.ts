import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { readFile, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BuildEvent } from "../../src/pipeline/events.ts";
import type { Manifest } from "../../src/release/release.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { leftovers } from "../support/leftovers.ts";
import { currentOf, sumsOf, testCache } from "../support/releases/build.ts";
import { spdxProblems } from "../support/spdx-schema.ts";

const minutes = 60_000;

let workplace: Workplace;
let release: string;
const inRelease = (...path: string[]) => join(release, ...path);
const manifest = async (): Promise<Manifest> =>
  JSON.parse(await readFile(inRelease("manifest.json"), "utf8"));

/** Builds and gives back the events; the release becomes the one that the other tests look at. */
const build = async (...args: string[]) => buildWith({}, ...args);
const buildWith = async (options: Parameters<typeof thinsmith>[2], ...args: string[]) => {
  const words = ["build", "console", "--yes", "--progress", "json", ...args];
  const finished = await thinsmith(workplace, words, options);
  const events = finished.stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as BuildEvent);
  const ended = events.at(-1);
  if (ended?.type !== "build-ended" || !ended.release)
    throw new Error(finished.stdout.slice(-2000) + finished.stderr);
  release = ended.release;
  const made = events.flatMap((event) =>
    event.type === "stage-ended" && event.outcome === "done" ? [event.stage] : [],
  );
  return { ...finished, events, ended, made };
};

const list = () =>
  execFileSync("unsquashfs", ["-lln", inRelease("rootfs.squashfs")], { encoding: "utf8", maxBuffer: 1e8 });

beforeAll(async () => {
  workplace = await newWorkplace({ cache: await testCache() });
});
afterAll(() => rm(workplace.folder, { recursive: true }));

// One story: each test goes on from the release of the one before.
describe("the console image", () => {
  it("builds from nothing", { timeout: 15 * minutes }, async () => {
    const { status, made, events } = await build("--no-cache");
    expect(status).toBe(0);
    expect(made.sort()).toEqual([
      ...["bootstrap", "customize", "home", "initrd", "kernel", "prove", "publish", "rootfs"],
    ]);
    const logged = (await readFile(inRelease("events.ndjson"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(logged).toEqual(events);
    const log = await readFile(inRelease("build.log"), "utf8");
    for (const { line } of events.filter((event) => event.type === "log")) expect(log).toContain(line);
    const packed = events.flatMap((event) =>
      event.type === "stage-progress" && event.stage === "rootfs" ? [event.fraction] : [],
    );
    expect(new Set(packed).size).toBeGreaterThan(4);
    expect(await leftovers(workplace.folder)).toEqual([]);
  });

  it("is a release whose sums are right", async () => {
    execFileSync("sha256sum", ["--quiet", "-c", "SHA256SUMS"], { cwd: release });
    const { files, packages, settings, kernel } = await manifest();
    for (const { name, size } of files) expect((await stat(inRelease(name))).size).toBe(size);
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "vmlinuz",
        "initrd.img",
        "rootfs.squashfs",
        "home.tar.gz",
        "pxelinux.cfg/default",
        "boot.ipxe",
        "grub/grub.cfg",
      ]),
    );
    expect(packages.find(({ name }) => name === "systemd")?.version).toMatch(/^\d/);
    expect(kernel).toMatch(/^\d+\.\d+/);
    expect(settings).toMatchObject({ base: { suite: "trixie" } });
  });

  it("has an SBOM of all packages with their licences, in two formats", async () => {
    const { files, packages } = await manifest();
    const names = files.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["sbom.spdx.json", "sbom.cdx.json"]));
    const text = await readFile(inRelease("sbom.spdx.json"), "utf8");
    const document = JSON.parse(text);
    expect(spdxProblems(document)).toEqual([]);
    const listed: { name: string; licenseDeclared?: string; externalRefs?: unknown }[] = document.packages;
    const installed = listed.filter(({ externalRefs }) => externalRefs !== undefined);
    expect(installed).toHaveLength(packages.length);
    const libc = installed.find(({ name }) => name === "libc6");
    expect(libc?.licenseDeclared?.split(" AND ")).toContain("LGPL-2.1-or-later");
    const known = installed.filter(({ licenseDeclared }) => licenseDeclared !== "NOASSERTION");
    expect(known.length).toBeGreaterThan(0.7 * packages.length);
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(await readFile(inRelease("sbom.cdx.json"), "utf8"))).toBeNull();
    const printed = await thinsmith(workplace, ["inspect", "--sbom", "spdx"]);
    expect(printed).toMatchObject({ status: 0, stdout: text, stderr: "" });
  });

  it("leaves out what must not be in it, and keeps the directories", () => {
    const lines = list().split("\n");
    const entry = (path: string) =>
      lines.find(
        (line) => line.endsWith(` squashfs-root/${path}`) || line.includes(` squashfs-root/${path} -> `),
      );
    const below = (path: string) => lines.filter((line) => line.includes(` squashfs-root/${path}/`));
    for (const path of [
      "boot",
      "tmp",
      "var/log",
      "var/cache/apt",
      "var/lib/apt/lists",
      "usr/share/doc",
      "usr/share/man",
      "home",
    ]) {
      expect(entry(path), path).toBeDefined();
      expect(below(path), path).toEqual([]);
    }
    expect(entry("etc/localtime")).toContain("-> /run/localtime");
    expect(entry("etc/fstab")).toMatch(/\s0 \d{4}-/);
    expect(entry("etc/machine-id")).toMatch(/\s0 \d{4}-/);
    expect(lines.filter((line) => line.includes("ssh_host_"))).toEqual([]);
    expect(entry("usr/lib/thinsmith/report")).toMatch(/^-rwxr-xr-x 0\/0/);
    expect(lines[0]).toMatch(/^drwxr-xr-x 0\/0/);
  });

  it("gives the user no usable password, and no secrets of the builder", () => {
    const cat = (path: string) =>
      execFileSync("unsquashfs", ["-cat", inRelease("rootfs.squashfs"), path], { encoding: "utf8" });
    for (const line of cat("etc/shadow").trim().split("\n")) expect(line.split(":")[1]).toMatch(/^[!*]/);
    expect(cat("etc/passwd")).toMatch(/^client:x:1000:1000:/m);
    expect(cat("etc/resolv.conf")).toBe("");
    expect(cat("etc/systemd/system/getty@tty1.service.d/autologin.conf")).toContain("--autologin client");
  });

  it("has a home archive of the user's own", () => {
    const listing = execFileSync("tar", ["-tvzf", inRelease("home.tar.gz"), "--numeric-owner"], {
      encoding: "utf8",
    });
    expect(listing).toMatch(/^drwx------ 1000\/1000 .* \.\/client\/$/m);
    expect(listing).not.toContain(".ssh");
  });

  it("carries the client's configuration behind the initrd", async () => {
    const { files, settings } = await manifest();
    const image = await readFile(inRelease("initrd.img"));
    const at = image.lastIndexOf("rootproto=");
    const conf = image.subarray(at, image.indexOf("\0", at)).toString();
    const rootfs = files.find(({ name }) => name === "rootfs.squashfs");
    expect(conf).toContain(`rootsha256=${rootfs?.sha256}\n`);
    expect(conf).toContain(`rootbytes=${rootfs?.size}\n`);
    expect(conf).toContain(`zram_size_pct=${settings.zram.sizePct}\n`);
  });

  it("is not built again when nothing has changed", async () => {
    const before = release;
    const { made, ended } = await build();
    expect(made).toEqual([]);
    expect(ended.unchanged).toBe(true);
    expect(release).toBe(before);
  });

  it("takes a change of zram alone without packing anything", async () => {
    const { made } = await build("--set", "zram.sizePct=75");
    expect(made).toEqual(["publish"]);
    expect((await manifest()).settings.zram.sizePct).toBe(75);
  });

  it("takes a change of the excludes with nothing but packing", { timeout: 10 * minutes }, async () => {
    // A name of this run's own: what an earlier run has packed is still in the cache.
    const paths = `usr/share/locale/*,usr/share/none-${Date.now()}`;
    const { made } = await build("--set", `exclude.paths+=${paths}`);
    expect(made.sort()).toEqual(["prove", "publish", "rootfs"]);
    expect(list()).not.toMatch(/squashfs-root\/usr\/share\/locale\//);
  });

  it("without its libraries is a candidate, which no client gets", { timeout: 10 * minutes }, async () => {
    const before = await currentOf(workplace.folder, "console");
    const { status, ended, stderr } = await build("--set", "exclude.paths+=usr/lib/x86_64-linux-gnu");
    const candidate = release;
    expect(status).toBe(1);
    expect(ended).toMatchObject({ ok: false, candidate: true, failure: { stage: "prove" } });
    expect(stderr).toMatch(
      /The image is not sound: [\s\S]*libc\.so\.6, which [^\n]* need, is not in the image/,
    );
    expect(stderr.split("\n").length).toBeLessThan(24);
    expect(await currentOf(workplace.folder, "console")).toBe(before);
    const id = basename(candidate);
    const listed = await thinsmith(workplace, ["release", "list", "--json"]);
    expect(JSON.parse(listed.stdout)).toContainEqual(expect.objectContaining({ id, candidate: true }));
    expect((await thinsmith(workplace, ["inspect", id, "--text"])).status).toBe(0);
    const refused = await thinsmith(workplace, ["release", "promote", "console", id]);
    expect([refused.status, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toContain("libc.so.6");
  });

  it("notices a damaged release and a damaged cache, and makes both anew", {
    timeout: 10 * minutes,
  }, async () => {
    await build();
    const before = release;
    const sums = await sumsOf(before);
    // Release and cache share the file.
    appendFileSync(inRelease("rootfs.squashfs"), "damage");
    const { made, events } = await build();
    // What was proven of the same content still holds.
    expect(made.sort()).toEqual(["publish", "rootfs"]);
    expect(release).not.toBe(before);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "log", stage: "rootfs", line: expect.stringContaining("damaged") }),
    );
    execFileSync("sha256sum", ["--quiet", "-c", "SHA256SUMS"], { cwd: release });
    // Of the same tree, the same bytes.
    expect(await sumsOf(release)).toEqual(sums);
  });

  it("can be rolled back to the release before", async () => {
    const newest = await currentOf(workplace.folder, "console");
    expect((await thinsmith(workplace, ["release", "list"])).stdout).toMatch(/^\* /m);
    expect((await thinsmith(workplace, ["release", "rollback", "console"])).status).toBe(0);
    expect(await currentOf(workplace.folder, "console")).not.toBe(newest);
    await thinsmith(workplace, ["release", "rollback", "console", "--to", newest.replace("releases/", "")]);
    expect(await currentOf(workplace.folder, "console")).toBe(newest);
  });

  it("is booted before it is published where nobody wants less, once: multi-user, root, zram, network, an answer by SSH", {
    timeout: 20 * minutes,
  }, async () => {
    // A name of this run's own: what an earlier run has proven is still in the cache.
    const own = `client.hostname=run-${Date.now()}`;
    const usual = { usualProof: true };
    const plan = await thinsmith(workplace, ["build", "console", "--dry-run", "--set", own], usual);
    expect(plan.stdout).toMatch(/^prove +\S+ +to be made; boots the image in QEMU, about \d+ s$/m);
    const { status, stderr, made, events } = await buildWith(usual, "--set", own);
    const lines = events.flatMap((event) =>
      event.type === "log" && event.stage === "prove" ? [event.line] : [],
    );
    expect(status, lines.slice(-60).join("\n") + stderr).toBe(0);
    expect(made.sort()).toEqual(["prove", "publish"]);
    const { proof } = await manifest();
    expect(proof).toMatchObject({ how: "boot", ok: true, findings: [] });
    expect(proof?.boot?.usedMiB).toBeGreaterThan(50);
    expect(proof?.boot?.usedMiB).toBeLessThan(proof?.boot?.memoryMiB ?? 0);
    for (const name of ["multi-user", "root", "home", "zram", "failed units", "network", "login"])
      expect(lines).toContainEqual(expect.stringMatching(`^ok     ${name}: `));
    expect(lines).toContainEqual(expect.stringMatching(/^ok {5}port 22: says SSH-2\.0-OpenSSH/));
    const tested = JSON.parse(await readFile(inRelease("tested.json"), "utf8"));
    expect([tested.ok, tested.machineMiB]).toEqual([true, proof?.boot?.memoryMiB]);
    expect((await thinsmith(workplace, ["release", "list"])).stdout).toMatch(
      /^\* .* booted with \d+ MiB in \d+ s$/m,
    );
    expect(await leftovers("thinsmith-boot-")).toEqual([]);
    // What clients get is the same: it is published anew, and not booted again.
    const again = await buildWith(usual, "--set", own, "--set", "serve.menu=10");
    expect(again.made).toEqual(["publish"]);
    expect((await manifest()).proof).toEqual(proof);
  });
});
