import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { cpioArchive } from "../../../src/release/files/write-cpio.ts";

const entries = [
  { path: "thinsmith", mode: 0o040755 },
  { path: "thinsmith/client.conf", mode: 0o100644, content: Buffer.from("zram_size_pct=50\n") },
  { path: "thinsmith/empty", mode: 0o100600, content: Buffer.alloc(0) },
];

describe("cpio archive", () => {
  it("is read by cpio(1), and again behind another archive", () => {
    const archive = cpioArchive(entries);
    const list = (input: Buffer) =>
      execFileSync("cpio", ["-itv", "--quiet"], { input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });
    const listing = list(archive);
    expect(listing).toMatch(/drwxr-xr-x .* thinsmith\n/);
    expect(listing).toMatch(/-rw-r--r-- .* 17 .* thinsmith\/client\.conf\n/);
    expect(listing).toMatch(/-rw------- .* 0 .* thinsmith\/empty\n/);
    const content = execFileSync("cpio", ["-i", "--quiet", "--to-stdout", "thinsmith/client.conf"], {
      input: archive,
    });
    expect(content.toString()).toBe("zram_size_pct=50\n");
  });

  it("is padded, and the same for the same content", () => {
    expect(cpioArchive(entries).length % 4).toBe(0);
    expect(cpioArchive(entries).equals(cpioArchive(entries))).toBe(true);
  });
});
