import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { CompareChoice } from "../../../components/inspect/Comparing.tsx";
import { Inspect } from "../../../components/inspect/Inspect.tsx";
import { InspectSession } from "../../../components/inspect/inspect-session.ts";
import { openImage } from "../../../src/image/open.ts";
import { noteReads, type PartRead } from "../../../src/release/reads.ts";
import type { Manifest } from "../../../src/release/release.ts";
import { draw } from "./draw.tsx";

const dpkg = (name: string, files: readonly string[]) => ({
  [`var/lib/dpkg/info/${name}.list`]: `${files.join("\n")}\n`,
});
const stanza = (name: string, kib: number) =>
  `Package: ${name}\nStatus: install ok installed\nInstalled-Size: ${kib}\nArchitecture: amd64\nVersion: 1.0\nSection: utils\nDescription: the program ${name}\n`;

/** Content by path; a link where the text begins with "-> ". */
const files: Record<string, string | Buffer> = {
  "usr/bin/big": Buffer.alloc(300_000, "large"),
  "usr/bin/tool": Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]),
  "usr/bin/link": "-> ../lib/one.so",
  "usr/bin/lost": "-> nowhere",
  "usr/lib/one.so": "the same",
  "usr/lib/two.so": "the same",
  "etc/motd": `welcome\nto\n${"a client ".repeat(30)}\n`,
  "etc/harm\x1b[2Jful": "x",
  ...dpkg("tool", ["/.", "/usr", "/usr/bin", "/usr/bin/tool", "/usr/bin/big"]),
  ...dpkg("libs", ["/.", "/usr/lib/one.so", "/usr/lib/two.so", "/usr/share/doc/libs"]),
  "var/lib/dpkg/status": [stanza("tool", 400), stanza("libs", 20)].join("\n"),
};

/** A folder with two squashfs archives, of which the second has a file more and one that differs. */
export const newArchives = () => {
  const folder = mkdtempSync(join(tmpdir(), "thinsmith-explorer-"));
  const tree = join(folder, "tree");
  // Times stand on screens.
  const write = (path: string, content: string | Buffer, time = "2026-11-26T03:00:00Z") => {
    const at = join(tree, path);
    mkdirSync(join(at, ".."), { recursive: true });
    if (typeof content === "string" && content.startsWith("-> ")) symlinkSync(content.slice(3), at);
    else {
      writeFileSync(at, content);
      utimesSync(at, new Date(time), new Date(time));
    }
  };
  const pack = (name: string) => {
    const archive = join(folder, name);
    execFileSync("mksquashfs", [tree, archive, "-noappend", "-quiet", "-no-progress", "-all-root"]);
    return archive;
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  chmodSync(join(tree, "usr/bin/tool"), 0o4755);
  const before = pack("before.squashfs");
  write("etc/motd", "welcome back\n", "2026-11-27T03:00:00Z");
  write("etc/new", "new");
  return { folder, before, after: pack("after.squashfs"), remove: () => rmSync(folder, { recursive: true }) };
};

/** The explorer on an archive; `commands` are those that it passed on. */
export const explore = async (
  archive: string,
  options: {
    columns?: number;
    rows?: number;
    others?: readonly CompareChoice[];
    onExclude?: (pattern: string) => Promise<string>;
    /** The archive is the root of a release with a boot that read these parts of it. */
    reads?: readonly PartRead[];
  } = {},
) => {
  const { columns, rows, others = [], onExclude, reads } = options;
  const commands: string[] = [];
  const image = await openImage(archive);
  const directory = dirname(archive);
  if (reads) await noteReads(directory, reads);
  const release = { directory, manifest: { name: "lab" } as Manifest };
  const session = new InspectSession(reads ? { ...image, release } : image, new AbortController().signal);
  const screen = draw(
    <Inspect
      session={session}
      others={others}
      {...(onExclude ? { onExclude } : {})}
      onCommand={(command) => commands.push(command)}
    />,
    columns,
    rows,
  );
  /** Presses keys one by one; a pattern waits for what is on screen. */
  const go = async (...keysAndFrames: (string | RegExp)[]) => {
    for (const step of keysAndFrames) {
      if (typeof step === "string") {
        screen.press(step);
        await new Promise((read) => setImmediate(read));
      } else await screen.shows(step);
    }
  };
  const close = () => {
    session.close();
    screen.unmount();
  };
  return { ...screen, session, commands, go, close };
};
