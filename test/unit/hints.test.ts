import { describe, expect, it } from "vitest";
import { explain } from "../../src/build/hints.ts";
import { parseSettings } from "../../src/settings/parse.ts";

const settings = parseSettings({ version: 1, base: { suite: "trixie" } });

/** Lines as the tools print them. */
const cases: [string, RegExp][] = [
  ["E: Unable to locate package chromimum", /chromimum does not exist in Debian 13 trixie/],
  ["E: Package 'telnetd' has no installation candidate", /telnetd is known/],
  [
    "E: The repository 'http://deb.debian.org/debian trixi Release' does not have a Release file.",
    /no suite trixie at the mirror/,
  ],
  [
    "E: Release file for http://x/InRelease is not valid yet (invalid for another 2h). Updates ...",
    /clock is wrong/,
  ],
  ["E: Release file for http://x/InRelease is expired (invalid since 3d).", /have expired/],
  [
    "GPG error: http://x trixie InRelease: The following signatures couldn't be verified: NO_PUBKEY 0E98404D386FA1D9",
    /signature/,
  ],
  [
    "Err:1 http://mirror.example trixie InRelease  Temporary failure resolving 'mirror.example'",
    /mirror\.example could not be resolved/,
  ],
  [
    "E: Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)",
    /127\.0\.0\.1:9 cannot be reached/,
  ],
  ["FATAL ERROR: Failed to write to output filesystem: No space left on device", /disk is full/],
  ["E: Failed to fetch http://x/a.deb  Hash Sum mismatch", /mirror is being updated/],
  [
    "E: Failed to fetch http://x/pool/a_1_amd64.deb  404  Not Found [IP: 1.2.3.4 80]",
    /does not have http:\/\/x\/pool/,
  ],
  [" systemd-sysv : Conflicts: sysvinit-core but 3.0-1 is to be installed", /do not go together/],
  ["newuidmap: uid range [1-65537) -> [100000-165536) not allowed", /User namespaces/],
  ["mksquashfs: cannot fork: Cannot allocate memory", /too little memory/],
  ["dpkg: error processing package foo (--configure):", /foo could not be installed/],
  ["mkdir: cannot create directory 'x': Read-only file system", /read-only/],
];

describe("known failures", () => {
  it.each(cases)("%s", (line, message) => {
    const hint = explain(["Reading package lists...", line, "E: something else"], settings);
    expect(hint?.message).toMatch(message);
    expect(hint?.remedy).not.toBe("");
  });

  it("says nothing of what it does not know", () => {
    expect(explain(["a strange thing happened"], settings)).toBeUndefined();
  });
});
