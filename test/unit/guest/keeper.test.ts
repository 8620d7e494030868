import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { guest, runIn, shells } from "../../support/guest-shell.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-keeper-"));
afterAll(() => rmSync(folder, { recursive: true }));

const inFolder = (path: string) => join(folder, path);
const read = (path: string) => readFileSync(inFolder(path), "utf8");
const write = (path: string, text: string) => {
  mkdirSync(dirname(inFolder(path)), { recursive: true });
  writeFileSync(inFolder(path), text);
};

/** The keeper with its files below the folder, and without the line that runs a command. */
const script = readFileSync(join(guest, "usr/share/thinsmith/stream/keeper"), "utf8")
  .replace(/"\$command" "\$@"\n$/, "")
  .replace("command=$1\nshift\n", "")
  .replace(/\/(run|sys|dev|proc)\//g, `${folder}/$1/`)
  .replace("export PATH=", "export KEPT=")
  // What is written to a device is not lost with the next line.
  .replaceAll(`>"${folder}/dev/`, `>>"${folder}/dev/`);

/** A keeper whose programs say what they are asked to do. */
const kept = (shell: string, lines: string) =>
  runIn(
    shell,
    `${script}
    mode=auto waited=0 blocks=0 wrong= root=dm-1
    chvt() { echo "chvt $1" >>${folder}/screens; }
    timeout() { shift; "$@"; }
    curl() { cat >>${folder}/posted; for word in "$@"; do :; done; echo " to $word" >>${folder}/posted; }
    dmsetup() { case "$*" in *root*) echo "0 8 verity $verity" ;; esac; }
    verity=V
    again() { count=$1; shift; while [ "$count" -gt 0 ]; do "$@"; count=$((count - 1)); done; }
    reads() { echo "$1 0" >${folder}/sys/block/dm-1/inflight; echo "1 0 $2 0" >${folder}/sys/block/nbd0/stat; }
    ${lines}
    wait`,
  );

beforeEach(() => {
  rmSync(folder, { recursive: true });
  write("sys/class/tty/console/active", "tty0 ttyS0\n");
  write("sys/class/tty/tty0/active", "tty7\n");
  write("sys/block/dm-1/inflight", "");
  write("sys/block/nbd0/stat", "");
  for (const file of ["dev/tty0", "dev/ttyS0", "dev/tty12", "screens", "posted"]) write(file, "");
  write("run/report-to", "http://a/thinsmith/report\n52:54:00:00:77:01\n");
});

const waiting = "This computer waits for its boot server";

describe.each(shells)("the keeper of a streamed root under %s", (shell) => {
  it("says on each console when reads wait for 10 s, when they go on, and then to the boot server", () => {
    const { stdout, stderr } = kept(
      shell,
      "reads 1 80; again 10 watch_waits; again 5 watch_waits; reads 1 88; watch_waits; again 3 watch_waits",
    );
    expect(stderr).toBe("");
    expect(stdout.match(new RegExp(waiting, "g"))).toHaveLength(1);
    for (const console of ["dev/tty0", "dev/ttyS0"])
      expect(read(console)).toMatch(/waits for its boot server[\s\S]*answers again, after 14 s\./);
    expect(read("screens") + read("dev/tty12")).toBe("");
    expect(read("posted")).toBe(
      `{"client": "52:54:00:00:77:01", "notice": {"code": "ROOT-SERVER", "message": "It waited 14 s for its boot server."}}
 to http://a/thinsmith/report
`,
    );
  });

  it("says nothing where nothing is read, or what is read arrives", () => {
    kept(
      shell,
      `reads 0 80; again 30 watch_waits
       for sectors in 1 2 3 4 5 6 7 8 9 10 11 12 13; do reads 2 $sectors; watch_waits; done`,
    );
    expect(read("dev/tty0") + read("posted")).toBe("");
  });

  it("shows a desktop's user a screen of its own, and gives it back", () => {
    write("run/desktop", "");
    kept(
      shell,
      `reads 1 80; again 12 watch_waits; echo tty12 >${folder}/sys/class/tty/tty0/active; reads 0 80; watch_waits`,
    );
    expect(read("dev/tty12")).toContain(waiting);
    expect(read("screens")).toBe("chvt 12\nchvt 7\n");
  });

  it("says once that a block is wrong", () => {
    const { stdout } = kept(shell, "again 2 watch_blocks; verity=C; again 3 watch_blocks");
    expect(stdout.match(/A block of the root is not the one/g)).toHaveLength(1);
    expect(read("posted").match(/"ROOT-BLOCK"/g)).toHaveLength(1);
  });

  it("has nobody to tell where the image names no address", () => {
    rmSync(inFolder("run/report-to"));
    kept(shell, "verity=C; watch_blocks");
    expect(read("posted")).toBe("");
    expect(read("dev/tty0")).toContain("A block of the root");
  });

  it.each([
    ["auto", "copies after second 2\n"],
    ["never", ""],
    ["now", "copies after second 0\n"],
  ])("copies the root when it is told to: %s", (mode, said) => {
    const { stdout } = kept(
      shell,
      `lost() { :; }; connect_all() { return 1; }; watch_waits() { :; }
       slept=0
       sleep() {
         slept=$((slept + 1))
         [ "$slept" -ne 2 ] || : >${folder}/run/copy
         [ "$slept" -ne 4 ] || : >${folder}/run/copied
       }
       copying=; copy() { echo "copies after second $second"; }
       keep ${mode}`,
    );
    expect(stdout).toBe(said);
  });
});
