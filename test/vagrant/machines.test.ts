import { execFileSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Manifest } from "../../src/release/release.ts";
import { startThinsmith, thinsmith } from "../support/cli.ts";
import { leftovers, startedIn } from "../support/leftovers.ts";
import { accountsIn, differing, filesIn } from "./images.ts";
import { interrupt, interruptions } from "./interruptions.ts";
import {
  beside,
  bootAlone,
  build,
  cloudKernel,
  domains,
  eventsIn,
  inMachine,
  inMachines,
  onThisMachine,
  patience,
  startBuild,
  templateState,
  vagrant,
  virsh,
  workplace,
} from "./machines.ts";
import { mishaps } from "./mishaps.ts";

let release: string;
// Each goes on beside the tests of the machines, which seldom keep both processors busy.
let verdict: ReturnType<typeof bootAlone>;
let local: Promise<{ readonly directory: string; readonly verdict: Awaited<typeof verdict> }>;
/** What this machine alone makes of the same settings: now, with the packages and the dates that the template has, too. */
const makeLocally = async (): typeof local => {
  const { ended } = await build(
    ...[...onThisMachine, "--no-cache", "--output", join(workplace.folder, "local")],
  );
  const directory = ended.release as string;
  return { directory, verdict: await bootAlone(directory) };
};

// Machines and libvirt end with the lab; their files lie in its folder.
afterAll(async () => {
  for (const folder of [workplace.folder, workplace.env.THINSMITH_CACHE as string])
    await rm(folder, { recursive: true, force: true });
});

// One story: each test goes on from the machines of the one before.
describe("the machines", () => {
  it("are made from a box of Debian's packages", { timeout: patience }, async () => {
    const made = await thinsmith(workplace, [
      "box",
      "make",
      "--suite",
      "bookworm",
      "--kernel",
      cloudKernel,
      "--yes",
    ]);
    expect(made.stderr + made.stdout).toContain("The box thinsmith/bookworm for libvirt is made");
    const listed = await thinsmith(workplace, ["box", "list", "--json"]);
    expect(JSON.parse(listed.stdout).installed).toEqual([
      { name: "thinsmith/bookworm", version: "0", provider: "libvirt" },
    ]);
  });

  it("are not there after Ctrl-C while they are made", { timeout: patience }, async () => {
    const { child, says, finished } = startThinsmith(workplace, inMachines);
    await says(/Waiting for domain/);
    child.kill("SIGINT");
    expect((await finished).status).toBe(130);
    expect(await leftovers(workplace.folder)).toEqual([]);
    expect(domains()).toEqual([]);
  });

  // The next test goes on with what that leaves: machines that Vagrant takes for made.
  it.runIf(process.env.THINSMITH_ALL)("may be half made after a kill", { timeout: patience }, async () => {
    const { child, says, finished } = startThinsmith(workplace, inMachines);
    await says(/Waiting for domain/);
    child.kill("SIGKILL");
    // Vagrant, too, before it can undo anything.
    for (const pid of await startedIn(workplace.folder)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has just ended by itself.
      }
    }
    await finished;
    expect(domains().length).toBe(2);
  });

  it("come up and are provisioned, and nothing of Ansible gets into the template", {
    timeout: patience,
  }, async () => {
    const { says, ended } = startBuild(...inMachines, "--only", "customize");
    await says(/"stage-started","stage":"provision"/);
    local = beside(makeLocally());
    expect((await ended).made).toEqual(["up", "provision", "customize"]);
    expect(inMachine("template", "command -v ansible python3 || echo none").trim()).toBe("none");
    expect(inMachine("template", "ip -4 -brief address")).toContain("192.168.10.253/24");
    expect(inMachine("server", "ip -4 -brief address")).toContain("192.168.10.254/24");
  });

  it("make an image that a client boots off the server, and are left as they were", {
    timeout: patience,
  }, async () => {
    const before = templateState();
    const { ended, made } = await build(...inMachines, "--set", "machines.test=true");
    expect(made).toEqual(
      expect.arrayContaining(["tree", "kernel", "initrd", "rootfs", "home", "publish", "serve", "test"]),
    );
    release = ended.release as string;
    verdict = beside(bootAlone(release));
    expect(templateState()).toEqual(before);
    const contents = execFileSync("unsquashfs", ["-lln", join(release, "rootfs.squashfs")], {
      encoding: "utf8",
      maxBuffer: 1e8,
    });
    expect(contents).toMatch(/etc\/network\/interfaces -> \/tmp\/interfaces/);
    expect(contents).toMatch(/etc\/localtime -> \/run\/localtime/);
    expect(contents).not.toMatch(/squashfs-root\/(vagrant|home\/\w+|var\/lib\/thinsmith|etc\/thinsmith-box)/);
    const home = execFileSync("tar", ["-tzf", join(release, "home.tar.gz")], { encoding: "utf8" });
    expect(home).toContain("./client/");
    expect(home).not.toMatch(/vagrant|\.ssh/);
  });

  it.runIf(process.env.THINSMITH_ALL)("are provisioned again without a change", { timeout: patience }, () => {
    const said = vagrant("provision", "server");
    for (const machine of ["server", "template"])
      expect(said).toMatch(new RegExp(`${machine}\\s+: ok=\\d+\\s+changed=0\\s+unreachable=0\\s+failed=0`));
  });

  it("make nothing anew where nothing changed", { timeout: patience }, async () => {
    const { ended, made } = await build(...inMachines);
    expect(ended.unchanged).toBe(true);
    expect(ended.notes).toEqual([expect.stringContaining("The machines template and server run on.")]);
    expect(made).toEqual(["up", "provision", "customize", "serve", "machines"]);
  });

  it.runIf(process.env.THINSMITH_ALL)("are as they were after a kill", { timeout: patience }, async () => {
    inMachine("template", "echo made by hand >/etc/by-hand");
    // Slow enough that it is not over before.
    const slow = ["--only", "rootfs", "--set", "rootfs.level=9"];
    await interrupt({ stage: "rootfs", says: "blocks", args: slow }, "SIGKILL");
  });

  it("see what a person changed in the template, and make that one part alone", {
    timeout: patience,
  }, async () => {
    inMachine("template", "echo made by hand >/home/client/by-hand");
    const { ended } = await build(...inMachines, "--only", "home");
    const part = ended.parts?.[0] as string;
    expect(part.endsWith("parts/home.tar.gz")).toBe(true);
    expect(execFileSync("tar", ["-xzOf", part, "./client/by-hand"], { encoding: "utf8" })).toBe(
      "made by hand\n",
    );
    const listed = execFileSync("tar", ["-tvzf", part, "--numeric-owner"], { encoding: "utf8" });
    expect(listed).toMatch(/ 1000\/1000 .* \.\/client\/$/m);
    // What a build leaves in the template, where the template is not compared.
    expect(inMachine("template", "ls -A /var/lib/thinsmith/out").trim()).toBe("");
  });

  it.runIf(process.env.THINSMITH_ALL)("tell which task failed where", { timeout: patience }, async () => {
    // Known to the suite, so that it is not refused before, but not to be had in the template.
    const pin = "/etc/apt/preferences.d/no-htop";
    inMachine("template", `printf 'Package: htop\\nPin: release *\\nPin-Priority: -1\\n' >${pin}`);
    const failed = await thinsmith(workplace, [
      ...inMachines,
      ...["--set", "packages.install+=htop", "--only", "customize"],
    ]);
    inMachine("template", `rm ${pin}`);
    const ended = eventsIn(failed.stdout).at(-1);
    if (ended?.type !== "build-ended") throw new Error(failed.stdout + failed.stderr);
    expect(ended.failure).toMatchObject({
      stage: "provision",
      setting: "packages.install",
      lastLines: [expect.stringMatching(/^Ansible's task "Packages" failed on template: E: .*htop/)],
    });
  });
});

const accounts = ["etc/passwd", "etc/group", "etc/shadow", "etc/gshadow", "etc/subuid", "etc/subgid"];
/** What packages that are gone again leave in the books of programs, and the template's names of addresses. */
const mayDiffer =
  /^(?:etc\/(?:passwd|group|g?shadow|sub[ug]id)-?|var\/(?:cache\/debconf|lib\/dpkg|lib\/apt)\/\S+|etc: hosts)$/;

describe("the image", () => {
  it("boots", { timeout: patience }, async () => {
    expect((await verdict).length).toBeGreaterThan(5);
  });

  it("is what this machine alone makes of the same settings", { timeout: patience }, async () => {
    const { directory: alone, verdict: verdictAlone } = await local;
    const manifestOf = async (directory: string): Promise<Manifest> =>
      JSON.parse(await readFile(join(directory, "manifest.json"), "utf8"));
    const [here, there] = [await manifestOf(alone), await manifestOf(release)];
    expect(there.bootParameters).toEqual(here.bootParameters);
    expect(there.packages).toEqual(here.packages);
    // Names of addresses: the template's own, where somebody may have added some.
    const own = (line: string) => !line.endsWith("squashfs-root/etc/hosts");
    expect(filesIn(release).filter(own)).toEqual(filesIn(alone).filter(own));
    expect(differing(release, alone, workplace.folder).filter((path) => !mayDiffer.test(path))).toEqual([]);
    for (const path of accounts) expect(accountsIn(release, path)).toEqual(accountsIn(alone, path));
    expect(verdictAlone).toEqual(await verdict);
  });
});

// npm run test:vagrant -- --all
describe.runIf(process.env.THINSMITH_ALL)("what else may happen", mishaps);
describe.runIf(process.env.THINSMITH_ALL)("a build that is interrupted", interruptions);
describe.runIf(process.env.THINSMITH_ALL)("in the end", () => {
  it("the machines are removed, with their networks", { timeout: patience }, async () => {
    await build(...inMachines, "--set", "machines.afterwards=destroy");
    expect(domains()).toEqual([]);
    expect(virsh("net-list", "--all", "--name")).not.toContain("thinsmith");
  });
});
