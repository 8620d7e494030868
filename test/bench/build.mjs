import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withModules } from "./modules.mjs";
import { newPlace, newScratch, program, withoutBoot } from "./place.mjs";
import { median, pairs, timeCommand } from "./timing.mjs";

let prepared;
/** A folder with a built console image, all packages downloaded; made once. */
const prepare = async () => {
  if (prepared) return prepared;
  const place = newPlace();
  const { folder, build } = place;
  await build();
  const manifest = JSON.parse(readFileSync(join(folder, "build/console/current/manifest.json"), "utf8"));
  prepared = { ...place, manifest };
  return prepared;
};

const forgetStages = ({ folder, cache }) => {
  for (const path of [join(cache, "stages"), join(folder, "build")])
    rmSync(path, { recursive: true, force: true });
};

/** What a person would type: the same packages, compression and level, packages downloaded before, tree on disk. */
const plainBuild = async ({ folder, cache, manifest }) => {
  const { base, rootfs } = manifest.settings;
  const tree = join(folder, "plain");
  const image = join(folder, "plain.squashfs");
  const archives = join(cache, "downloads", base.distribution, "cache/apt/archives");
  rmSync(image, { force: true });
  const seconds = [
    await timeCommand(
      [
        "mmdebstrap",
        "--mode=root",
        "--variant=minbase",
        "--components=main,non-free-firmware",
        `--include=${manifest.packages.map(({ name }) => name).join(",")}`,
        "--skip=download/empty,essential/unlink,cleanup/apt",
        '--setup-hook=mkdir -p "$1/var/cache/apt/archives" && mount --bind "$ARCHIVES" "$1/var/cache/apt/archives"',
        '--customize-hook=umount "$1/var/cache/apt/archives"',
        base.suite,
        tree,
      ],
      { env: { ...process.env, ARCHIVES: archives } },
    ),
    await timeCommand(["chroot", tree, "update-initramfs", "-u"]),
    await timeCommand([
      ...["mksquashfs", tree, image, "-noappend", "-no-progress", "-comp", rootfs.compression],
      ...["-Xcompression-level", String(rootfs.level), "-b", rootfs.blockSize],
    ]),
  ];
  rmSync(tree, { recursive: true });
  return seconds.reduce((sum, each) => sum + each);
};

const packAlone = ({ stage, folder, manifest }) => {
  const { rootfs } = manifest.settings;
  return timeCommand([
    ...[
      "mksquashfs",
      join(stage("customize"), "tree"),
      join(folder, "alone.squashfs"),
      "-noappend",
      "-no-progress",
    ],
    ...["-comp", rootfs.compression, "-Xcompression-level", String(rootfs.level), "-b", rootfs.blockSize],
    ...["-wildcards", "-ef", join(stage("rootfs"), "excludes")],
  ]);
};

const secondsOf = async (count, measure) => {
  const values = [];
  for (let index = 0; index < count; index += 1) values.push(await measure(index));
  return {
    value: median(values),
    detail: `${count} runs, ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)} s`,
  };
};

/** Seconds from Ctrl-C to the program's end, in the middle of bootstrapping. */
const cancelled = async () => {
  const place = await prepare();
  const child = spawn(
    process.execPath,
    [program, "build", "console", "--no-cache", "--progress", "json", ...withoutBoot],
    {
      cwd: place.folder,
      env: { ...process.env, THINSMITH_CACHE: place.cache },
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  let said = "";
  /** @type {number | undefined} */
  let begin;
  child.stdout.on("data", (chunk) => {
    said += chunk;
    if (begin === undefined && said.includes("Unpacking systemd")) {
      begin = performance.now();
      child.kill("SIGINT");
    }
  });
  await new Promise((done) => child.on("close", done));
  if (begin === undefined) throw new Error(`the build ended before it was interrupted:\n${said}`);
  return (performance.now() - begin) / 1000;
};

/** Runs of a machine that is emulated differ by seconds. */
const bootPairs = 5;

/** How many seconds longer the stage `prove` boots an image than `thinsmith boot` does, in turn. */
const bootedAgainstAlone = async () => {
  const { build, folder, cache } = await prepare();
  const release = join(folder, "build/console/current");
  const rows = [];
  for (let index = 0; index < bootPairs; index += 1) {
    // A name that no run had before: else it would not be proven again.
    await build("--set", "publish.proof=boot", "--set", `client.hostname=proven-${index}`);
    const { stages, proof } = JSON.parse(readFileSync(join(release, "manifest.json"), "utf8"));
    const { outcome, seconds } = stages.find(({ name }) => name === "prove");
    if (outcome !== "done" || proof.how !== "boot") throw new Error("the image was not booted");
    const alone = await timeCommand([process.execPath, program, "boot", "--json"], {
      cwd: folder,
      env: { ...process.env, THINSMITH_CACHE: cache },
    });
    rows.push({ proven: seconds, alone });
  }
  const of = (key) => median(rows.map((row) => row[key]));
  return {
    value: median(rows.map(({ proven, alone }) => proven - alone)),
    detail: `${of("proven").toFixed(1)} s against ${of("alone").toFixed(1)} s of thinsmith boot, ratio ${median(rows.map(({ proven, alone }) => proven / alone)).toFixed(2)}, ${bootPairs} pairs`,
  };
};

const ukiModules = `
export { makeKeys } from "./src/trust/keys/make.ts";
export { openKeys } from "./src/trust/keys/open.ts";
export { signForFirmware } from "./src/trust/uki/sign.ts";
export { makeUki, readStub } from "./src/trust/uki/uki.ts";
`;

/** A kernel and an initrd of the sizes that a console image has. */
const ukiParts = { kernel: randomBytes(12_200_000), initrd: randomBytes(24_400_000) };

/** Seconds for a unified kernel image of that size, and for its signature. */
const imageAndSignature = () =>
  withModules(ukiModules, async ({ makeKeys, openKeys, signForFirmware, makeUki, readStub }) => {
    const folder = newScratch();
    process.env.THINSMITH_CONFIG = folder;
    await makeKeys("bench", { kinds: ["release", "db"], bits: 2048, passphrase: undefined, tokens: {} });
    const { db } = await openKeys("bench", true);
    const seconds = [];
    for (let round = 0; round < 5; round += 1) {
      const begin = performance.now();
      const image = makeUki({
        ...{ ...ukiParts, stub: await readStub(), parameters: ["boot=ram"] },
        ...{ version: "6.12.0", image: "bench", release: "bench" },
      });
      await signForFirmware(image, db, folder);
      seconds.push((performance.now() - begin) / 1000);
    }
    delete process.env.THINSMITH_CONFIG;
    rmSync(folder, { recursive: true });
    return { value: median(seconds), detail: "5 images of 36.6 MB, made and signed" };
  });

export const buildMeasures = [
  {
    name: "build cold",
    unit: "ratio",
    target: 0.6,
    async measure() {
      const place = await prepare();
      return pairs(
        3,
        () => {
          forgetStages(place);
          return place.build();
        },
        () => plainBuild(place),
      );
    },
  },
  {
    name: "build after excludes",
    unit: "ratio",
    target: 1.1,
    async measure() {
      const place = await prepare();
      return pairs(
        5,
        // The proof has a row of its own: packing alone proves nothing.
        (index) => place.build("--no-prove", "--set", `exclude.paths+=usr/share/nothing-${index}`),
        () => packAlone(place),
      );
    },
  },
  {
    name: "build prove by looking",
    unit: "s",
    target: 1,
    async measure() {
      const { stage } = await prepare();
      const parts = {
        vmlinuz: join(stage("kernel"), "vmlinuz"),
        initrd: join(stage("initrd"), "initrd"),
        rootfs: join(stage("rootfs"), "rootfs.squashfs"),
      };
      return withModules('export { look } from "./src/proof/look.ts";', ({ look }) =>
        secondsOf(5, async () => {
          const begin = performance.now();
          const findings = await look(parts);
          if (findings.length > 0) throw new Error(JSON.stringify(findings));
          return (performance.now() - begin) / 1000;
        }),
      );
    },
  },
  {
    name: "build prove by boot",
    unit: "s",
    target: 1,
    measure: bootedAgainstAlone,
  },
  {
    name: "build after zram",
    unit: "s",
    target: 2,
    async measure() {
      const { build } = await prepare();
      await build();
      return secondsOf(5, (index) => build("--set", `zram.sizePct=${index + 1}`));
    },
  },
  {
    name: "build unchanged",
    unit: "s",
    target: 1,
    async measure() {
      const { build } = await prepare();
      await build();
      return secondsOf(5, () => build());
    },
  },
  {
    name: "build cancel",
    unit: "s",
    target: 3,
    measure: () => secondsOf(3, cancelled),
  },
  { name: "build uki", unit: "s", target: 1, measure: imageAndSignature },
];
