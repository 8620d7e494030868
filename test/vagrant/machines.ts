import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { BuildEvent } from "../../src/pipeline/events.ts";
import { packageRoot } from "../../src/system/paths.ts";
import { newWorkplace, startThinsmith, thinsmith } from "../support/cli.ts";
import { ownCache } from "../support/releases/build.ts";

if (!process.env.THINSMITH_LAB_FOLDER)
  throw new Error("These tests need a libvirt of their own: npm run test:vagrant");

// Three times what the longest step takes beside another suite on two processors: a machine with other work must not fail.
export const patience = 60 * 60_000;
// A kernel with few modules, and a quick level: under emulation they take the most time.
export const cloudKernel = "linux-image-cloud-amd64";
const quick = ["--set", `kernel.package=${cloudKernel}`, "--set", "rootfs.level=3"];
export const onThisMachine = ["build", "console-bookworm", "--yes", "--progress", "json", ...quick];
// /dev/kvm may be there and of no use.
export const inMachines = [
  ...onThisMachine,
  "--set",
  "base.builder=vagrant",
  "--set",
  "machines.driver=qemu",
];

/** Where all the tests work: the machines belong to its folder. */
export const workplace = await newWorkplace({ cache: await ownCache() });
workplace.env.VAGRANT_HOME = join(workplace.folder, "vagrant-home");

const vagrantEnv = () => ({
  ...workplace.env,
  VAGRANT_CWD: packageRoot(),
  VAGRANT_DOTFILE_PATH: join(workplace.folder, ".vagrant"),
  VAGRANT_CHECKPOINT_DISABLE: "1",
  VAGRANT_NO_COLOR: "1",
});
export const vagrant = (...args: string[]): string =>
  execFileSync("vagrant", args, { env: vagrantEnv(), timeout: patience, encoding: "utf8", maxBuffer: 1e8 });

/** What a shell line says in a machine, as root. */
export const inMachine = (machine: string, line: string): string =>
  execFileSync(
    "ssh",
    ["-F", join(workplace.folder, ".vagrant/thinsmith/ssh_config"), machine, "sudo sh -s"],
    {
      input: line,
      timeout: patience,
      encoding: "utf8",
      maxBuffer: 1e8,
    },
  );

/** Shell line that names the processes of a build in the template. */
export const ours = "pgrep -af /thinsmith/ || :";

/**
 * The template as a person would find it, without what changes by itself: network files, mounts, processes of ours, and
 * every file of its disk.
 */
export const templateState = (): string[] =>
  inMachine(
    "template",
    `cat /etc/network/interfaces
ls -A /etc/network/interfaces.d
findmnt --noheadings --list --output TARGET,FSTYPE | grep -v '^/run/user/' | sort
${ours}
find / -xdev \\( -path /var/lib/thinsmith -o -path /var/log -o -path /tmp -o -path /var/tmp -o -path /var/lib/systemd \
	-o -path /var/lib/dhcp -o -path /var/backups -o -path /etc/resolv.conf \\) -prune -o \\( -type d -printf '%p d %m %U %G\\n' \\) -o -printf '%p %y %m %U %G %s %T@ %l\\n' |
	sort`,
  ).split("\n");

export const virsh = (...args: string[]): string =>
  execFileSync("virsh", ["-q", "-c", "qemu:///system", ...args], { timeout: patience, encoding: "utf8" });
/** The names of the machines that libvirt has. */
export const domains = (which = "--all"): string[] =>
  virsh("list", "--name", which).split("\n").filter(Boolean);

export const templateDomain = (): string => domains().find((name) => name.endsWith("template")) as string;

export const eventsIn = (stdout: string): BuildEvent[] =>
  stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as BuildEvent);

/** Starts a build; `ended` resolves with what it did, and rejects where it failed. */
export const startBuild = (...args: string[]) => {
  const { says, finished } = startThinsmith(workplace, args);
  const result = finished.then(({ stdout, stderr }) => {
    const events = eventsIn(stdout);
    const last = events.at(-1);
    if (last?.type !== "build-ended" || !last.ok) throw new Error(stdout.slice(-4000) + stderr);
    const seconds: Record<string, number> = {};
    for (const event of events)
      if (event.type === "stage-ended" && event.outcome === "done") seconds[event.stage] = event.seconds;
    console.log(args.slice(1).join(" "), last.seconds, JSON.stringify(seconds));
    return { ended: last, made: Object.keys(seconds) };
  });
  return { says, ended: beside(result) };
};
export const build = (...args: string[]) => startBuild(...args).ended;

/** Boots a release alone and resolves with what was looked at, and how it was. */
export const bootAlone = async (directory: string) => {
  // Beside two machines and another test's guest, on two processors.
  const { stdout, stderr } = await thinsmith(workplace, ["boot", directory, "--json", "--timeout", "900"]);
  const verdict = JSON.parse(stdout || "{}") as { ok?: boolean; checks?: { name: string; ok: boolean }[] };
  if (!verdict.ok) throw new Error(stdout + stderr);
  return verdict.checks?.map(({ name, ok }) => ({ name, ok })) ?? [];
};

/** Something that goes on beside other tests; whoever waits for it gets its error. */
export const beside = <T>(work: Promise<T>): Promise<T> => {
  work.catch(() => {});
  return work;
};
