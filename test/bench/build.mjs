import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withModules } from "./modules.mjs";
import { newPlace, program } from "./place.mjs";
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
  const child = spawn(process.execPath, [program, "build", "console", "--no-cache", "--progress", "json"], {
    cwd: place.folder,
    env: { ...process.env, THINSMITH_CACHE: place.cache },
    stdio: ["ignore", "pipe", "ignore"],
  });
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
];
