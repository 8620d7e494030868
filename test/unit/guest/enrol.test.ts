import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { initrd, runIn, shells } from "../../support/guest-shell.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-enrol-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [variables, files] = [join(folder, "variables"), join(folder, "files")];
const globalVariable = "8be4df61-93ca-11d2-aa0d-00e098032b8c";
const database = "d719b2cb-3d3a-4596-a3bc-dad00e67656f";
const setupMode = join(variables, `SetupMode-${globalVariable}`);
/** Attributes, then the value. */
const setup = (on: boolean) => writeFileSync(setupMode, Buffer.of(6, 0, 0, 0, on ? 1 : 0));

/** Larger than what programs copy at once. */
const contents = {
  db: Buffer.alloc(9000, "db"),
  KEK: Buffer.alloc(2500, "KEK"),
  PK: Buffer.alloc(2500, "PK"),
};
const nameOf = { db: `db-${database}`, KEK: `KEK-${globalVariable}`, PK: `PK-${globalVariable}` };

beforeEach(() => {
  for (const directory of [variables, files]) {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory);
  }
  for (const [kind, content] of Object.entries(contents)) writeFileSync(join(files, `${kind}.auth`), content);
  writeFileSync(join(files, "fingerprint"), "PK of site:\n  00ff\n");
  setup(true);
});

describe.each(shells)("enrolment under %s", (shell) => {
  /** Runs it in front of firmware that leaves Setup Mode once it has a PK. */
  const enrol = (more = "") => {
    const { stdout, stderr } = runIn(
      shell,
      `. ${initrd}/efi.sh; . ${initrd}/enrol.sh
        efi_variables=${variables} efi_global=${globalVariable} enrol_files=${files} thinsmith_run=${folder}
        say() { echo "$*"; }
        efi_mount() { return 0; }
        sleep() { echo "sleep $1"; }
        reboot() { echo reboot; exit 0; }
        busybox() {
          echo "write $*"
          command busybox "$@" || return
          case $* in *of=${variables}/PK-*) printf '\\006\\000\\000\\000\\000' >${setupMode} ;; esac
        }
        ${more}
        enrol; echo "went on"`,
    );
    expect(stdout).not.toContain("went on");
    expect(stderr).toBe("");
    return stdout.split("\n").filter(Boolean);
  };
  const written = (kind: keyof typeof nameOf): Buffer => readFileSync(join(variables, nameOf[kind]));
  const none = () =>
    expect(readdirSync(variables).filter((name) => !name.startsWith("SetupMode-"))).toEqual([]);

  it("shows what it writes, waits, and writes db, KEK and PK, each in one write", () => {
    const said = enrol();
    const shown = said.indexOf("  00ff");
    expect(shown).toBeGreaterThan(0);
    expect(said.slice(shown).filter((line) => /^(sleep|write|reboot)/.test(line))).toEqual([
      "sleep 30",
      ...(["db", "KEK", "PK"] as const).map((kind) =>
        expect.stringMatching(
          new RegExp(`of=${variables}/${nameOf[kind]} bs=${contents[kind].length + 4} count=1 `),
        ),
      ),
      ...["sleep 15", "reboot"],
    ]);
    for (const kind of ["db", "KEK", "PK"] as const)
      expect(written(kind).equals(Buffer.concat([Buffer.of(0x27, 0, 0, 0), contents[kind]]))).toBe(true);
    expect(said).toContainEqual(expect.stringContaining("The keys are enrolled."));
  });

  it("replaces what the firmware has under these names", () => {
    writeFileSync(join(variables, nameOf.db), Buffer.alloc(100, "a vendor's"));
    enrol();
    expect(written("db").subarray(4).equals(contents.db)).toBe(true);
  });

  it("changes nothing where the firmware is not in Setup Mode, or says nothing of it", () => {
    setup(false);
    const said = enrol();
    expect(said).toContainEqual(expect.stringContaining("not in Setup Mode"));
    expect(said).toContainEqual(expect.stringContaining("What to do: "));
    expect(said.slice(-2)).toEqual(["sleep 15", "reboot"]);
    none();
    rmSync(setupMode);
    expect(enrol()).toContainEqual(expect.stringContaining("not in Setup Mode"));
    none();
  });

  it("changes nothing on a machine without UEFI", () => {
    expect(enrol("efi_mount() { return 1; }")).toContainEqual(
      expect.stringContaining("start this image by UEFI"),
    );
    none();
  });

  it("says which variable the firmware did not take, and why, and stays for a minute", () => {
    mkdirSync(join(variables, nameOf.KEK));
    const said = enrol();
    expect(said).toContainEqual(expect.stringMatching(/did not take the variable KEK: .*Is a directory/));
    expect(said.slice(-2)).toEqual(["sleep 60", "reboot"]);
    expect(existsSync(join(variables, nameOf.db))).toBe(true);
    expect(existsSync(join(variables, nameOf.PK))).toBe(false);
  });

  it("does not claim that keys are enrolled where the firmware stays in Setup Mode", () => {
    const said = enrol('busybox() { command busybox "$@"; }');
    expect(said).toContainEqual(expect.stringContaining("still in Setup Mode"));
    expect(said.join("\n")).not.toContain("are enrolled");
  });
});
