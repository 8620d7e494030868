import { execFileSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BuildEvent } from "../../src/build/events.ts";
import type { Manifest } from "../../src/image/release.ts";
import { packageRoot } from "../../src/system/paths.ts";
import { testCache } from "../support/build.ts";
import { newWorkplace, startThinsmith, thinsmith, type Workplace } from "../support/cli.ts";
import { waitFor } from "../support/wait.ts";

// Far more than any step needs: a machine with other work must not fail.
const patience = 25 * 60_000;
// A kernel with few modules, and a quick level: under emulation they take the most time.
const cloudKernel = "linux-image-cloud-amd64";
const quick = ["--set", `kernel.package=${cloudKernel}`, "--set", "rootfs.level=3"];
const preset = ["build", "console-bookworm", "--yes", "--progress", "json", ...quick];
// /dev/kvm may be there and of no use.
const inMachines = [...preset, "--set", "base.builder=vagrant", "--set", "machines.driver=qemu"];

let workplace: Workplace;
let release: string;

const vagrantEnv = () => ({
  ...workplace.env,
  VAGRANT_CWD: packageRoot(),
  VAGRANT_DOTFILE_PATH: join(workplace.folder, ".vagrant"),
  VAGRANT_CHECKPOINT_DISABLE: "1",
  VAGRANT_NO_COLOR: "1",
});
const vagrant = (...args: string[]): string =>
  execFileSync("vagrant", args, { env: vagrantEnv(), encoding: "utf8", maxBuffer: 1e8 });

/** What a shell line says in a machine, as root. */
const inMachine = (machine: string, line: string): string =>
  execFileSync(
    "ssh",
    ["-F", join(workplace.folder, ".vagrant/thinsmith/ssh_config"), machine, "sudo sh -s"],
    {
      input: line,
      encoding: "utf8",
      maxBuffer: 1e8,
    },
  );

/** Shell line that names what works on an image in the template. */
const packers = "ps -eo comm= | grep -xE 'mksquashfs|mkinitramfs|chroot|unshare' || :";

/** The template as a person would find it: network files, mounts, processes of ours, and every file of its disk. */
const templateState = (): string[] =>
  inMachine(
    "template",
    `cat /etc/network/interfaces
ls -A /etc/network/interfaces.d
findmnt --noheadings --list --output TARGET,FSTYPE | grep -v ' /run/user/' | sort
${packers}
find / -xdev \\( -path /var/lib/thinsmith -o -path /var/log -o -path /tmp -o -path /var/tmp -o -path /var/lib/systemd \
	-o -path /var/lib/dhcp \\) -prune -o \\( -type d -printf '%p d %m %U %G\\n' \\) -o -printf '%p %y %m %U %G %s %T@ %l\\n' |
	sort`,
  )
    .split("\n")
    .filter((line) => !line.startsWith("/run/user"));

const eventsIn = (stdout: string): BuildEvent[] =>
  stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as BuildEvent);

const build = async (...args: string[]) => {
  const { stdout, stderr } = await thinsmith(workplace, args);
  const events = eventsIn(stdout);
  const ended = events.at(-1);
  if (ended?.type !== "build-ended" || !ended.ok) throw new Error(stdout.slice(-4000) + stderr);
  const seconds: Record<string, number> = {};
  for (const event of events)
    if (event.type === "stage-ended" && event.outcome === "done") seconds[event.stage] = event.seconds;
  console.log(args.slice(1).join(" "), ended.seconds, JSON.stringify(seconds));
  return { events, ended, made: Object.keys(seconds) };
};

beforeAll(async () => {
  if (!process.env.THINSMITH_LAB_FOLDER)
    throw new Error("These tests need a libvirt of their own: npm run test:vagrant");
  workplace = await newWorkplace({ cache: await testCache() });
  workplace.env.VAGRANT_HOME = join(workplace.folder, "vagrant-home");
});
// Machines and libvirt end with the lab; their files lie in its folder.
afterAll(() => rm(workplace.folder, { recursive: true, force: true }));

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

  it("come up and are provisioned", { timeout: patience }, async () => {
    const { made } = await build(...inMachines, "--only", "customize");
    expect(made).toEqual(["up", "provision", "customize"]);
    // Nothing of the provisioning tool gets into what the image is made from.
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

  it("are provisioned again without a change", { timeout: patience }, () => {
    const said = vagrant("provision", "server");
    for (const machine of ["server", "template"])
      expect(said).toMatch(new RegExp(`${machine}\\s+: ok=\\d+\\s+changed=0\\s+unreachable=0\\s+failed=0`));
  });

  it("make nothing anew where nothing changed", { timeout: patience }, async () => {
    const { ended, made } = await build(...inMachines);
    expect(ended.unchanged).toBe(true);
    expect(made).toEqual(["up", "provision", "customize", "serve", "machines"]);
  });

  it("are as they were when the build is killed while it packs", { timeout: patience }, async () => {
    inMachine("template", "echo made by hand >/etc/by-hand");
    const before = templateState();
    const { child, says, finished } = startThinsmith(workplace, [...inMachines, "--only", "rootfs"]);
    await says(/"stage":"rootfs","fraction":0\.\d/);
    expect(inMachine("template", packers)).toContain("mksquashfs");
    child.kill("SIGKILL");
    await finished;
    await waitFor(() => inMachine("template", packers) === "");
    expect(templateState()).toEqual(before);
  });

  it("see what a person changed in the template, and make that one part alone", {
    timeout: patience,
  }, async () => {
    inMachine("template", "echo made by hand >/home/client/by-hand");
    const { ended } = await build(...inMachines, "--only", "home");
    const part = ended.parts?.[0] as string;
    expect(part.endsWith("parts/home.tar.gz")).toBe(true);
    expect(
      execFileSync("tar", ["-xzOf", part, "./client/by-hand"], {
        encoding: "utf8",
      }),
    ).toBe("made by hand\n");
  });
});

/** Mode, owner and path of all that an image has, links with where they lead. */
const filesIn = (directory: string): string[] =>
  execFileSync("unsquashfs", ["-lln", join(directory, "rootfs.squashfs")], {
    encoding: "utf8",
    maxBuffer: 1e8,
  })
    .split("\n")
    .flatMap((line) => {
      const [, mode, owner, path] = /^(\S{10}) (\d+\/\d+) .*? (squashfs-root\/.*)$/.exec(line) ?? [];
      return path ? [`${mode} ${owner} ${path}`] : [];
    })
    .sort();

// Both at the same time: neither keeps two processors busy.
describe.concurrent("the image", () => {
  it("boots", { timeout: patience }, async ({ expect }) => {
    const { stdout, stderr } = await thinsmith(workplace, ["boot", release, "--json", "--timeout", "300"]);
    const verdict = JSON.parse(stdout || "{}") as { ok?: boolean; checks?: { ok: boolean }[] };
    expect(verdict.ok, stdout + stderr).toBe(true);
    expect(verdict.checks?.length).toBeGreaterThan(5);
  });

  it("is what this machine alone makes of the same settings", { timeout: patience }, async ({ expect }) => {
    const { ended } = await build(...preset, "--output", join(workplace.folder, "local"));
    const local = ended.release as string;
    const manifestOf = async (directory: string): Promise<Manifest> =>
      JSON.parse(await readFile(join(directory, "manifest.json"), "utf8"));
    const [here, there] = [await manifestOf(local), await manifestOf(release)];
    expect(there.bootParameters).toEqual(here.bootParameters);
    expect(there.packages).toEqual(here.packages);
    // Names of addresses: the template's own, where somebody may have added some.
    const own = (line: string) => !line.endsWith("squashfs-root/etc/hosts");
    expect(filesIn(release).filter(own)).toEqual(filesIn(local).filter(own));
  });
});
