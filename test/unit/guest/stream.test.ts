import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { guestShell, shells } from "../../support/guest-shell.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-stream-"));
const inShell = guestShell(folder);
afterAll(() => rmSync(folder, { recursive: true }));

const built = [
  ...["rooturl=http://a/x/rootfs.squashfs|http://b/rootfs.squashfs", "rootmode=stream", "rootbytes=8192"],
  ...[`roothash=${"0".repeat(64)}`, "veritybytes=4096", `veritysha256=${"1".repeat(64)}`],
];

interface Server {
  /** What the answer to a request for the first byte says behind `bytes 0-0/`; undefined where it has no such line. */
  readonly length?: string;
  readonly settings?: readonly string[];
  /** Replaces functions of the boot script. */
  readonly before?: string;
}

/** The root of a client whose servers answer so, up to where it would read from the first one. */
const rooted = (shell: string, { length, settings = built, before = "" }: Server) => {
  mkdirSync(join(folder, "run/thinsmith"), { recursive: true });
  writeFileSync(join(folder, "asked"), "");
  const { stdout, stderr } = inShell(
    shell,
    `thinsmith_conf=${folder}/client.conf; thinsmith_built=${folder}/client.conf
     modprobe() { :; }; memory_check() { echo "memory for $1"; }
     memory_mount_resident() { mkdir -p "$1"; }
     thinsmith_initrd=${folder}; : >${folder}/stream.files; stream_install() { :; }
     root_memory() { echo "in memory, $root_bytes bytes"; }
     root_is_squashfs() { echo "mounts $*"; }
     curl() {
       for word in "$@"; do :; done
       echo "$word" >>${folder}/asked
       ${length === undefined ? "echo 'HTTP/1.1 200 OK'" : `printf 'HTTP/1.1 206\\r\\ncontent-range: bytes 0-0/${length}\\r\\n'`}
     }
     fetch() { echo "fetches $2, $4 bytes, $5"; }
     stream_run() { echo "keeper $*" >&2; }
     ${before}
     root_mount; echo "then $root_place"`,
    { "client.conf": settings.map((line) => `${line}\n`).join("") },
  );
  const log = join(folder, "run/thinsmith/stream.log");
  return { said: stdout + stderr, asked: readFileSync(join(folder, "asked"), "utf8"), log };
};

describe.each(shells)("a streamed root under %s", (shell) => {
  it("is read from the servers that give parts of the right file, with the hash tree beside it", () => {
    const { said, asked } = rooted(shell, { length: "8192" });
    expect(asked).toBe("http://a/x/rootfs.squashfs\nhttp://b/rootfs.squashfs\n");
    expect(said).toContain("fetches http://a/x/rootfs.verity|http://b/rootfs.verity, 4096 bytes, 1111");
    expect(said).toContain("each block is checked");
    expect(said).toContain("mounts mount -t squashfs -o ro /dev/mapper/thinsmith-root");
    expect(said).toContain("then on the boot server");
  });

  it.each<[string, Server, RegExp]>([
    [
      "whose servers give no parts",
      {},
      /a\/x\/rootfs\.squashfs cannot be read in parts[\s\S]*no server gives parts/,
    ],
    [
      "whose servers have a file of another length",
      { length: "8193" },
      /has 8193 bytes, but this image's root has 8192/,
    ],
    ["that was not built for it", { length: "8192", settings: built.slice(0, 3) }, /not built for it/],
    [
      "whose kernel lacks a module",
      { length: "8192", before: "modprobe() { return 1; }" },
      /this kernel has no/,
    ],
    [
      "that is not checked",
      { length: "8192", settings: [...built, "rootverify=off"] },
      /that is not checked is not/,
    ],
    ["by TFTP", { settings: [...built, "rooturl=tftp://a/rootfs.squashfs"] }, /no server gives parts/],
  ])("is loaded into memory on a client %s", (_, server, why) => {
    const { said } = rooted(shell, server);
    expect(said).toMatch(why);
    expect(said).toContain("the root is loaded into memory: ");
    expect(said).toMatch(/in memory, (8192)? ?bytes/);
    expect(said).toContain("then in memory");
  });

  it("is what the boot parameter says, and memory where that is nonsense", () => {
    const settings = (mode: string) => [...built, `rootmode=${mode}`];
    expect(rooted(shell, { settings: settings("memory") }).asked).toBe("");
    expect(rooted(shell, { settings: settings("$(id)") }).said).toContain(
      "is not memory or stream, using memory",
    );
  });

  it("is loaded into memory where its servers cannot be read after all, and says what they said", () => {
    const before = "stream_run() { echo 'nbdkit: error: no ranges'; return 1; }";
    const { said } = rooted(shell, { length: "8192", before });
    expect(said).toContain("it cannot be read in parts: nbdkit: error: no ranges");
    expect(said).toContain("in memory, 8192 bytes");
  });
});
