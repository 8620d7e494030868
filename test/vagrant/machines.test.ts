import { execFileSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BuildEvent } from "../../src/build/events.ts";
import type { Manifest } from "../../src/image/release.ts";
import { packageRoot } from "../../src/system/paths.ts";
import { testCache } from "../support/build.ts";
import { newWorkplace, startThinsmith, thinsmith, type Workplace } from "../support/cli.ts";
import { bootFromNetwork } from "../support/net-client.ts";
import { waitFor } from "../support/wait.ts";
import { differing, filesIn, linesOf } from "./images.ts";

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

const virsh = (...args: string[]): string =>
  execFileSync("virsh", ["-q", "-c", "qemu:///system", ...args], { encoding: "utf8" });
/** The names of the machines that libvirt has. */
const domains = (which = "--all"): string[] => virsh("list", "--name", which).split("\n").filter(Boolean);

const templateDomain = (): string => domains().find((name) => name.endsWith("template")) as string;

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

  it("are not there after Ctrl-C while they are made", { timeout: patience }, async () => {
    const { child, says, finished } = startThinsmith(workplace, inMachines);
    await says(/Waiting for domain/);
    child.kill("SIGINT");
    expect((await finished).status).toBe(130);
    expect(domains()).toEqual([]);
  });

  it("come up and are provisioned, and nothing of Ansible gets into the template", {
    timeout: patience,
  }, async () => {
    const { made } = await build(...inMachines, "--only", "customize");
    expect(made).toEqual(["up", "provision", "customize"]);
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
    // The slowest packing there is: it must not be over before it is killed.
    const slow = ["--only", "rootfs", "--set", "rootfs.level=19"];
    const { child, says, finished } = startThinsmith(workplace, [...inMachines, ...slow]);
    await says(/"stage":"rootfs"[^\n]*blocks/);
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
    expect(execFileSync("tar", ["-xzOf", part, "./client/by-hand"], { encoding: "utf8" })).toBe(
      "made by hand\n",
    );
    const listed = execFileSync("tar", ["-tvzf", part, "--numeric-owner"], { encoding: "utf8" });
    expect(listed).toMatch(/ 1000\/1000 .* \.\/client\/$/m);
    // What a build leaves in the template, where the template is not compared.
    expect(inMachine("template", "ls -A /var/lib/thinsmith/out").trim()).toBe("");
  });

  it("tell on which machine which task failed, and why", { timeout: patience }, async () => {
    const failed = await thinsmith(workplace, [
      ...inMachines,
      ...["--set", "packages.install+=no-such-package", "--only", "customize"],
    ]);
    const ended = eventsIn(failed.stdout).at(-1);
    if (ended?.type !== "build-ended") throw new Error(failed.stdout + failed.stderr);
    expect(ended.failure).toMatchObject({
      stage: "provision",
      setting: "packages.install",
      message: "The package no-such-package does not exist in Debian 12 bookworm.",
      lastLines: [
        'Ansible\'s task "Packages" failed on template: E: Unable to locate package no-such-package',
      ],
    });
  });
});

const accounts = ["etc/passwd", "etc/group", "etc/shadow", "etc/gshadow", "etc/subuid", "etc/subgid"];
/** What packages that are gone again leave in the books of programs, and the template's names of addresses. */
const mayDiffer =
  /^(?:etc\/(?:passwd|group|g?shadow|sub[ug]id)-?|var\/(?:cache\/debconf|lib\/dpkg|lib\/apt)\/\S+|etc: hosts)$/;

// Side by side: neither keeps two processors busy.
describe.concurrent("the image", () => {
  const boot = async (directory: string) => {
    const { stdout, stderr } = await thinsmith(workplace, ["boot", directory, "--json", "--timeout", "300"]);
    const verdict = JSON.parse(stdout || "{}") as { ok?: boolean; checks?: { name: string; ok: boolean }[] };
    if (!verdict.ok) throw new Error(stdout + stderr);
    return verdict.checks?.map(({ name, ok }) => ({ name, ok })) ?? [];
  };
  let verdict: ReturnType<typeof boot> | undefined;

  it("boots", { timeout: patience }, async ({ expect }) => {
    verdict = boot(release);
    expect((await verdict).length).toBeGreaterThan(5);
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
    expect(differing(release, local, workplace.folder).filter((path) => !mayDiffer.test(path))).toEqual([]);
    for (const path of accounts) expect(linesOf(release, path)).toEqual(linesOf(local, path));
    expect(await boot(local)).toEqual(await verdict);
  });
});

// npm run test:vagrant -- --all
describe.runIf(process.env.THINSMITH_ALL)("what else may happen", () => {
  it("a client boots off the server with UEFI", { timeout: patience }, async () => {
    const network = /^thinsmith-\S+-net$/m.exec(virsh("net-list", "--name"))?.[0] as string;
    const bridge = /^Bridge: *(\S+)/m.exec(virsh("net-info", network))?.[1] as string;
    execFileSync("ip", ["tuntap", "add", "tap1", "mode", "tap"]);
    execFileSync("ip", ["link", "set", "tap1", "master", bridge, "up"]);
    const lab = { clients: { enter: ["env"] } };
    const said = await bootFromNetwork({ lab, cable: 1, firmware: "uefi", until: /client-007701 login:/ });
    expect(said).toMatch(/NBP filename is ipxe\.efi/);
    execFileSync("ip", ["link", "delete", "tap1"]);
  });

  it("a wrong name of a package is corrected", { timeout: patience }, async () => {
    const { made } = await build(...inMachines, "--only", "customize");
    expect(made).toContain("provision");
  });

  it("the template's disk is full", { timeout: patience }, async () => {
    inMachine(
      "template",
      "cat /dev/zero >/var/tmp/full 2>/dev/null; truncate -s -20M /var/tmp/full; date >/etc/by-hand",
    );
    const failed = await thinsmith(workplace, [...inMachines, "--only", "rootfs"]);
    const ended = eventsIn(failed.stdout).at(-1);
    expect(ended).toMatchObject({ ok: false, failure: { stage: "rootfs" } });
    expect(failed.stderr).toContain("A disk is full: the template's own, or this machine's.");
    inMachine("template", "rm /var/tmp/full");
  });

  it("the template loses its power while it packs, and the next build makes the image", {
    timeout: patience,
  }, async () => {
    const { says, finished } = startThinsmith(workplace, inMachines);
    await says(/"stage":"rootfs"[^\n]*blocks/);
    virsh("destroy", templateDomain());
    expect((await finished).stderr).toContain("A machine is gone or no longer answers.");
    const { made } = await build(...inMachines);
    expect(made).toContain("publish");
  });

  it("the machines are halted, and start again for the next build", { timeout: patience }, async () => {
    const { ended } = await build(...inMachines, "--set", "machines.afterwards=halt");
    expect(ended.unchanged).toBe(true);
    expect(domains("--state-running")).toEqual([]);
    await build(...inMachines, "--only", "customize");
    expect(domains("--state-running").length).toBe(2);
  });

  it("somebody removes the template past Vagrant, and it is made anew", { timeout: patience }, async () => {
    const template = templateDomain();
    virsh("destroy", template);
    virsh("undefine", template);
    const { made } = await build(...inMachines, "--only", "customize", "--set", "client.user=pupil");
    expect(made).toContain("provision");
    expect(inMachine("template", "id -un 1001").trim()).toBe("pupil");
  });

  it("the client's user is renamed, and a package of the box's is no longer asked for", {
    timeout: patience,
  }, async () => {
    await build(...inMachines, "--only", "customize", "--set", "packages.roles-=ssh");
    expect(inMachine("template", "id -un 1001; ls /home").split(/\s+/)).toEqual(
      expect.arrayContaining(["client", "vagrant"]),
    );
    expect(inMachine("template", "dpkg -s openssh-server")).toContain("install ok installed");
  });

  it("the machines are removed, with their networks", { timeout: patience }, async () => {
    await build(...inMachines, "--set", "machines.afterwards=destroy");
    expect(domains()).toEqual([]);
    expect(virsh("net-list", "--all", "--name")).not.toContain("thinsmith");
  });
});
