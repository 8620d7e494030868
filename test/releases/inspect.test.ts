import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Entry, modeText } from "../../src/image/entry.ts";
import { markerName } from "../../src/image/extract/target.ts";
import type { ArchiveFacts, Image, Part } from "../../src/image/image.ts";
import { openImage } from "../../src/image/open.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { foundBy } from "../support/found.ts";
import { testCache } from "../support/releases/build.ts";
import { everything } from "../support/releases/presets.ts";

const minutes = 60_000;

let workplace: Workplace;
let image: Image;
const inPlace = (...path: string[]) => join(workplace.folder, ...path);
const part = (name: string) => image.parts.find((one) => one.name === name) as Part;

beforeAll(async () => {
  workplace = await newWorkplace({ cache: await testCache() });
  const { status, stderr } = await thinsmith(workplace, ["build", "console", "--yes", "--progress", "quiet"]);
  if (status !== 0) throw new Error(stderr);
  image = await openImage(inPlace("build/console"));
}, 15 * minutes);
afterAll(() => rmSync(workplace.folder, { recursive: true }), minutes);

const entriesOf = async (one: Part): Promise<Entry[]> => {
  const found: Entry[] = [];
  for await (const { entries } of one.list()) found.push(...entries);
  return found;
};

const output = (command: string, args: string[], input?: Buffer) =>
  execFileSync(command, args, {
    maxBuffer: 1e9,
    stdio: ["pipe", "pipe", "pipe"],
    ...(input ? { input } : {}),
  });

/** A piece of the initrd as it lies in its file. */
const bytesOf = ({ offset, packedBytes }: Pick<ArchiveFacts, "offset" | "packedBytes">): Buffer => {
  const file = openSync(part("initrd").file, "r");
  const bytes = Buffer.alloc(packedBytes);
  readSync(file, bytes, 0, packedBytes, offset);
  closeSync(file);
  return bytes;
};

/** Everything that find(1) sees, and the content of every file. */
const everythingIn = (folder: string): string[] => [
  ...foundBy(folder, { times: true, without: markerName }),
  ...output("sh", [
    "-c",
    `cd "$1" && find . -type f ! -name ${markerName} -exec sha256sum {} + | sort -k 2`,
    "sh",
    folder,
  ])
    .toString("latin1")
    .split("\n"),
];

const digest = (lines: readonly string[]) => createHash("sha256").update(lines.join("\n")).digest("hex");

describe("the console image", () => {
  it("is listed, entry by entry, as unsquashfs lists it", async () => {
    const text = output("unsquashfs", ["-lln", "-UTC", "-d", "x", part("rootfs").file]).toString();
    const ours = (await entriesOf(part("rootfs"))).map(
      ({ path, type, mode, uid, gid, mtime, target, ...entry }) => {
        const size = type === "link" ? Buffer.byteLength(target ?? "") : entry.size;
        const time = new Date(mtime * 1000).toISOString().slice(0, 16).replace("T", " ");
        const name = `x${path === "" ? "" : "/"}${path}${target === undefined ? "" : ` -> ${target}`}`;
        return `${modeText(type, mode)} ${uid}/${gid} ${type === "directory" ? "-" : size} ${time} ${name}`;
      },
    );
    // Unsquashfs gives directories a size of its own making.
    const theirs = text
      .trimEnd()
      .split("\n")
      .map((line) =>
        line.replace(/^(\S+ \S+) +(\d+)/, (_, who, size) => `${who} ${line.startsWith("d") ? "-" : size}`),
      );
    expect(ours.length).toBeGreaterThan(5000);
    expect(ours).toEqual(theirs);
  });

  it("has an initrd that is listed, archive by archive, as cpio lists it", async () => {
    const { archives = [] } = await part("initrd").facts();
    expect(archives.map(({ name }) => name)).toEqual(["early", "main", "added"]);
    const entries = await entriesOf(part("initrd"));
    for (const archive of archives) {
      const packed = bytesOf(archive);
      const plain = archive.compression === "none" ? packed : output(archive.compression, ["-dcq"], packed);
      const names = output("cpio", ["-t", "--quiet"], plain).toString().trimEnd().split("\n");
      const ours = entries
        .filter(({ path }) => `${path}/`.startsWith(`${archive.name}/`))
        .map(({ path }) => path.slice(archive.name.length + 1) || ".");
      expect(ours).toEqual(names);
    }
  });

  // unmkinitramfs reads headers byte by byte, which takes minutes.
  it.runIf(everything)(
    "has an initrd that is unpacked as unmkinitramfs unpacks it",
    { timeout: 6 * minutes },
    async () => {
      const { archives = [] } = await part("initrd").facts();
      // Not every unmkinitramfs can do with what is appended.
      const main = archives.find(({ name }) => name === "main");
      const packedBytes = (main?.offset ?? 0) + (main?.packedBytes ?? 0);
      writeFileSync(inPlace("proper"), bytesOf({ offset: 0, packedBytes }));
      output("unmkinitramfs", [inPlace("proper"), inPlace("theirs")]);
      expect((await thinsmith(workplace, ["extract", "initrd", "--to", "ours"])).status).toBe(0);
      // cpio gives directories and links the time of their unpacking.
      const compared = (folder: string) =>
        everythingIn(folder).map((line) => line.replace(/^([dl]\|.*\|)\d+$/s, "$1"));
      for (const name of ["early", "main"]) {
        const theirs = compared(inPlace("theirs", name));
        expect(theirs.length).toBeGreaterThan(100);
        expect(compared(inPlace("ours", name))).toEqual(theirs);
      }
      const listed = output("lsinitramfs", [inPlace("proper")])
        .toString()
        .trimEnd()
        .split("\n");
      const ours = (await entriesOf(part("initrd")))
        .filter(({ path }) => !path.startsWith("added"))
        .map(({ path }) => path.replace(/^(early|main)\/?/, "") || ".");
      expect(ours).toEqual(listed);
    },
  );

  it("has a root and a home that are unpacked as unsquashfs and tar unpack them", {
    timeout: 6 * minutes,
  }, async () => {
    output("unsquashfs", ["-no-progress", "-d", inPlace("their-root"), part("rootfs").file]);
    output("mkdir", [inPlace("their-home")]);
    output("tar", ["-xpzf", part("home").file, "--numeric-owner", "-C", inPlace("their-home")]);
    for (const [name, theirs] of [
      ["rootfs", "their-root"],
      ["home", "their-home"],
    ] as const) {
      expect((await thinsmith(workplace, ["extract", name])).status).toBe(0);
      expect(digest(everythingIn(inPlace(`unpacked-${name}`)))).toBe(digest(everythingIn(inPlace(theirs))));
    }
  });

  it("says whose its files are, why, and what was left out", async () => {
    const { status, stdout } = await thinsmith(workplace, ["inspect", "--json"]);
    expect(status).toBe(0);
    const summary = JSON.parse(stdout);
    const called = (name: string) => summary.packages.find((one: { name: string }) => one.name === name);
    expect(called("bash")).toMatchObject({ reason: "every system" });
    expect(called("openssh-server")).toMatchObject({ reason: "role ssh" });
    expect(called("linux-image-amd64")).toMatchObject({ reason: "kernel" });
    expect(called("firmware-realtek")).toMatchObject({ reason: "firmware realtek" });
    expect(summary.packages.every((one: { reason: string | null }) => one.reason !== null)).toBe(true);
    const owned = summary.parts[0].largest.filter(
      (file: { package: string | null }) => file.package !== null,
    );
    expect(owned.length).toBeGreaterThan(80);
    expect(summary.excluded).toContainEqual(
      expect.objectContaining({ what: "usr/share/doc/*", files: expect.any(Number) }),
    );
    expect(summary.kernels).toEqual([summary.release.kernel]);
    expect(summary.parts[0].missingFirmware.length).toBeGreaterThan(20);
  });
});
