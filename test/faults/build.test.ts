import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { stageNames } from "../../src/builders/builders.ts";
import { newWorkplace, startThinsmith, thinsmith, type Workplace } from "../support/cli.ts";
import { leftovers, startedIn } from "../support/leftovers.ts";
import { newOrdinaryUser, subuids } from "../support/ordinary-user.ts";
import { currentOf, ownCache, smallImage, sumsOf } from "../support/releases/build.ts";
import { everything } from "../support/releases/presets.ts";
import { waitFor } from "../support/wait.ts";

const minutes = 60_000;

let cache: string;
let workplace: Workplace;
beforeAll(async () => {
  cache = await ownCache();
  folders.push(cache);
  // Every test begins with an earlier release, which it must not lose.
  workplace = await newWorkplace({ cache });
  const built = await thinsmith(workplace, smallImage);
  expect(built.status, built.stderr).toBe(0);
}, 15 * minutes);

const endNow = (pid: number) => {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
};
afterEach(async () => {
  expect(await currentOf(workplace.folder, "small")).toMatch(/^releases\//);
  const left = [...(await leftovers(workplace.folder)), ...(await leftovers(cache))];
  // A build that outlived its test must not fail those after it as well.
  for (const pid of await startedIn(workplace.folder)) endNow(pid);
  expect(left).toEqual([]);
});

const folders: string[] = [];
afterAll(async () => {
  for (const folder of [workplace.folder, ...folders]) await rm(folder, { recursive: true, force: true });
});

/** Takes a stage out of the cache, so that the next build has to make it. */
const forget = async (stage: string) => {
  for (const name of await readdir(join(cache, "stages"))) {
    if (name.startsWith(`${stage}-`)) await rm(join(cache, "stages", name), { recursive: true });
  }
};
const forgetAll = () => Promise.all(stageNames.map(forget));

/** With the proof that builds have where nobody wants less. */
const booted = ["--set", "publish.proof=boot"];

describe("a build that is interrupted", () => {
  let times = 0;
  it.each([
    ["bootstrap", "SIGINT"],
    ["customize", "SIGKILL"],
    ...(everything
      ? ([
          ["rootfs", "SIGINT"],
          ["bootstrap", "SIGKILL"],
          ["customize", "SIGTERM"],
          ["initrd", "SIGKILL"],
          ["prove", "SIGINT"],
          ["prove", "SIGKILL"],
        ] as const)
      : []),
  ] as const)(
    "in %s by %s leaves nothing behind, and the next one works",
    { timeout: 15 * minutes },
    async (stage, signal) => {
      const before = await currentOf(workplace.folder, "small");
      await forgetAll();
      const { child, says, finished } = startThinsmith(workplace, [
        ...smallImage,
        "--set",
        "rootfs.level=19",
        ...(stage === "prove" ? booted : []),
      ]);
      await says(new RegExp(`^${stage} +started`, "m"));
      child.kill(signal);
      const { status, stderr } = await finished;
      if (signal !== "SIGKILL") {
        expect(status).toBe(130);
        expect(stderr).toContain("Cancelled");
      }
      expect(await currentOf(workplace.folder, "small")).toBe(before);
      await waitFor(
        async () => (await leftovers(workplace.folder)).length + (await leftovers(cache)).length === 0,
      );
      // Settings that no build had before, so that it cannot say that nothing has changed.
      times += 1;
      const again = await thinsmith(workplace, [...smallImage, "--set", `zram.sizePct=${times}`]);
      expect(again.status, again.stderr).toBe(0);
      expect((await readdir(join(cache, "stages"))).filter((name) => name.startsWith("."))).toEqual([]);
      expect(
        (await readdir(join(workplace.folder, "build/small/releases"))).filter((name) =>
          name.startsWith("."),
        ),
      ).toEqual([]);
    },
  );
});

describe("a build that cannot work says why", () => {
  /** What a build that ends with `status` says: 1 where it fails, 2 where its settings are refused before it begins. */
  const failing = async (
    args: readonly string[],
    { status = 1, ...options }: { status?: number } & Parameters<typeof thinsmith>[2] = {},
  ) => {
    const before = await currentOf(workplace.folder, "small");
    const result = await thinsmith(workplace, [...smallImage, ...args], options);
    expect(result.status, result.stderr).toBe(status);
    expect(result.stderr.split("\n").length).toBeLessThan(24);
    expect(await currentOf(workplace.folder, "small")).toBe(before);
    return result.stderr;
  };

  it("a package that does not exist", { timeout: 10 * minutes }, async () => {
    expect(await failing(["--set", "packages.install=chromimum"], { status: 2 })).toContain(
      "there is no package chromimum in Debian 13 trixie; did you mean chromium?",
    );
  });

  it("a suite that does not exist", { timeout: 10 * minutes }, async () => {
    expect(await failing(["--set", "base.suite=trixi"], { status: 2 })).toContain(
      "debian has no suite trixi; did you mean trixie?",
    );
  });

  it("a mirror that does not answer", { timeout: 10 * minutes }, async () => {
    expect(await failing(["--set", "base.mirror=http://127.0.0.1:9/debian"])).toMatch(
      /127\.0\.0\.1:9.* cannot be reached/,
    );
  });

  it("a kernel package that brings no kernel", { timeout: 10 * minutes }, async () => {
    expect(await failing(["--set", "kernel.package=kmod"])).toContain("kernel");
  });

  /** thinsmith on file systems of a mount namespace of its own. */
  const onSmallDisk = (size: string, then = "true") => {
    const disk = join(workplace.folder, "disk");
    const script = `mount -t tmpfs -o size=${size} disk "$1" && shift && { ${then}; } && exec "$@"`;
    return {
      env: { THINSMITH_CACHE: disk },
      wrapper: ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", disk],
      disk,
    };
  };

  it("no QEMU for the proof, before anything is made, and what does without", {
    timeout: 10 * minutes,
  }, async () => {
    const hide = 'mount --bind /dev/null "$(command -v qemu-system-x86_64)" && exec "$@"';
    const wrapper = ["unshare", "--mount", "--propagation", "private", "sh", "-c", hide, "sh"];
    // Settings that no build had before: what is proven already needs nothing.
    const own = ["--set", "client.hostname=without-qemu"];
    const stderr = await failing([...booted, ...own], { wrapper });
    expect(stderr).toContain(
      "QEMU (boots an image to prove it; publish.proof=look or --no-prove does without)",
    );
    const without = await thinsmith(workplace, [...smallImage, ...own, "--no-prove"], { wrapper });
    expect(without.status, without.stderr).toBe(0);
  });

  it("a QEMU that somebody ends, which says nothing of the image", { timeout: 10 * minutes }, async () => {
    const before = await currentOf(workplace.folder, "small");
    const words = [...smallImage, ...booted, "--set", "client.hostname=killed"];
    const { says, finished } = startThinsmith(workplace, words);
    await says(/^prove +started/m);
    let over = false;
    const ended = finished.then((result) => {
      over = true;
      return result;
    });
    // Where one ends under KVM before its first line, another one follows.
    await waitFor(async () => {
      for (const pid of await startedIn(workplace.folder)) {
        const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
        if (command.startsWith("qemu-system-x86_64")) endNow(pid);
      }
      return over;
    }, 120);
    const { status, stderr } = await ended;
    expect(status).toBe(1);
    expect(stderr).toMatch(/QEMU was ended by SIGKILL while it booted the image/);
    expect(await currentOf(workplace.folder, "small")).toBe(before);
    expect(existsSync(join(workplace.folder, "build/small/candidates"))).toBe(false);
  });

  it("too little disk space, before anything is written", { timeout: 5 * minutes }, async () => {
    const { disk, ...options } = onSmallDisk("200m");
    await mkdir(disk, { recursive: true });
    const stderr = await failing([], options);
    expect(stderr).toMatch(
      /Not enough disk space: building small needs about \d.* GB .*, but 210 MB is free/,
    );
  });

  it("a disk that fills up while packing", { timeout: 15 * minutes }, async () => {
    const full = join(workplace.folder, "full-now");
    // The stages before are taken from the cache; the disk is filled when packing has begun.
    const { disk, ...options } = onSmallDisk(
      "4g",
      `cp -a ${cache}/stages disk/ &&
       { (while [ ! -e full-now ]; do sleep 0.1; done; head -c 5G /dev/zero >disk/filler 2>/dev/null) & }`,
    );
    await mkdir(disk, { recursive: true });
    const first = await thinsmith(workplace, smallImage);
    expect(first.status, first.stderr).toBe(0);
    const before = await currentOf(workplace.folder, "small");
    const running = startThinsmith(
      workplace,
      [...smallImage, "--set", "rootfs.compression=xz", "--set", "rootfs.blockSize=1M"],
      options,
    );
    await running.says(/^rootfs +started/m);
    await writeFile(full, "");
    const { status, stderr } = await running.finished;
    await rm(full);
    expect(stderr).toContain("The disk is full.");
    expect(status).toBe(1);
    expect(await currentOf(workplace.folder, "small")).toBe(before);
  });

  it("a damaged cache entry, which is made anew", { timeout: 10 * minutes }, async () => {
    const first = await thinsmith(workplace, smallImage);
    expect(first.status, first.stderr).toBe(0);
    // Other tests have made customized trees of other settings.
    const stages = await readdir(join(cache, "stages"));
    for (const name of stages.filter((one) => one.startsWith("customize-")))
      await truncate(join(cache, "stages", name, "tree/usr/bin/bash"), 10);
    await forget("rootfs");
    const { status, stdout, stderr } = await thinsmith(workplace, [
      ...smallImage,
      "--set",
      "exclude.paths+=usr/share/locale/*",
    ]);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^customize +done/m);
  });

  it("another build of the same image, with its process id", { timeout: 10 * minutes }, async () => {
    await forget("bootstrap");
    await forget("customize");
    const first = startThinsmith(workplace, [...smallImage, "--set", "client.user=other"]);
    await first.says(/^bootstrap +started/m);
    expect(await failing([])).toContain(`is already running as process ${first.child.pid}`);
    first.child.kill("SIGTERM");
    expect((await first.finished).status).toBe(130);
  });

  it("no root and no user namespaces, with the line that is missing", { timeout: 5 * minutes }, async () => {
    const user = await newOrdinaryUser({ subuids: "" });
    folders.push(user.folder);
    const { status, stderr } = await user.run(smallImage);
    expect(stderr).toContain("put this line into /etc/subuid: builder:100000:65536");
    expect(status).toBe(1);
  });

  it("without root it builds the same image, wherever and however it is called", {
    timeout: 15 * minutes,
  }, async () => {
    const asRoot = await thinsmith(workplace, smallImage);
    expect(asRoot.status, asRoot.stderr).toBe(0);
    const user = await newOrdinaryUser({ subuids, cache });
    folders.push(user.folder);
    const asUser = await user.run(smallImage);
    expect(asUser.status, asUser.stdout + asUser.stderr).toBe(0);
    // The listings say what differs.
    const listing = (folder: string) =>
      execFileSync("unsquashfs", ["-lln", join(folder, "build/small/current/rootfs.squashfs")], {
        encoding: "utf8",
        maxBuffer: 1e8,
      }).split("\n");
    expect(listing(user.home)).toEqual(listing(workplace.folder));
    const sums = (folder: string) => sumsOf(join(folder, "build/small/current"));
    expect(await sums(user.home)).toEqual(await sums(workplace.folder));
  });
});
