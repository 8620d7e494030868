import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, vi } from "vitest";

/** What a person types to go, and what the fake machine answers to everything else. */
export const fakePrompt = "fake-template$ ";

/** Answers Vagrant's commands that a build needs until it waits for a person, and `vagrant ssh`. */
const vagrant = (state: string) => `#!/bin/sh
case "$*" in
*" up "*) echo "$*" >>'${state}/ups' ;;
*" ssh-config "*) echo "1700000000,template,ssh-config,Host template" ;;
"ssh template")
  trap 'echo "interrupted"' INT
  # Bounded: a terminal that is gone makes every read fail.
  for try in 1 2 3 4 5 6 7 8 9; do
    printf '%s' '${fakePrompt}'
    read -r line || continue
    [ "$line" = exit ] && exit 0
    echo "did $line"
  done ;;
esac
`;

/** Is every machine that SSH reaches, but once not where a file `down` says so; the last argument is the command line. */
const ssh = (state: string) => `#!/bin/sh
for line; do :; done
case "$line" in
*os-release*) printf 'ID=debian\\nVERSION_CODENAME=trixie\\n' ;;
"sudo -n sh -c 'ip "*) echo 'eth1 UP 192.168.10.253/24 192.168.10.254/24' ;;
*provisioned*) sed -n 's/^  "key": "\\([0-9a-f]*\\)".*/\\1/p' '${state}/thinsmith/machines.json' ;;
*is-system-running*) ! rm '${state}/down' 2>/dev/null ;;
*run.sh*) echo "the fake machine has no files" >&2; exit 3 ;;
*) cat >/dev/null ;;
esac
`;

/**
 * Vagrant, VirtualBox and SSH for what goes on around virtual machines where none can run: all stages until a build waits
 * for a person succeed, the one that looks into the machine after that fails.
 * @returns the environment in which they are found before the real ones
 */
export const fakeMachines = async (folder: string): Promise<Record<string, string>> => {
  const [programs, state] = [join(folder, "fake-programs"), join(folder, "fake-state")];
  await mkdir(programs, { recursive: true });
  const scripts = { vagrant: vagrant(state), ssh: ssh(state), VBoxManage: "#!/bin/sh\n" };
  for (const [name, text] of Object.entries(scripts))
    await writeFile(join(programs, name), text, { mode: 0o755 });
  return {
    PATH: `${programs}:${process.env.PATH}`,
    VAGRANT_HOME: join(folder, "fake-home"),
    VAGRANT_DOTFILE_PATH: state,
  };
};

/** Settings with which a build uses them. */
export const fakeBase = { builder: "vagrant", provider: "virtualbox", box: "fake/box" } as const;

/** The same for a command line. */
export const fakeSettings = Object.entries(fakeBase).flatMap(([name, value]) => [
  "--set",
  `base.${name}=${value}`,
]);

/** Each test of the file finds fake machines, in a folder of its own. */
export const withFakeMachines = (): { readonly folder: string } => {
  const place = { folder: "" };
  beforeEach(async () => {
    place.folder = await mkdtemp(join(tmpdir(), "thinsmith-fake-"));
    const environment = {
      ...(await fakeMachines(place.folder)),
      THINSMITH_CACHE: join(place.folder, "cache"),
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(place.folder, { recursive: true });
  });
  return place;
};
