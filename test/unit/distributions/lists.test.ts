import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dateOf, newestDate } from "../../../src/distributions/debian/lists/date.ts";
import { listedPackages } from "../../../src/distributions/debian/lists/entries.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);

describe("the date of a list", () => {
  it("is that of its signed file", () => {
    const signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOrigin: Debian\n";
    expect(dateOf(`${signed}Date: Sat, 21 Nov 2026 09:15:44 UTC\nValid-Until: x\n`)).toBe(1_795_252_544);
    expect(dateOf("Date: Sat, 1 Nov 2025 00:00:00 GMT\r\n")).toBe(1_761_955_200);
  });

  it.each([
    "",
    "Date:",
    "Date: 2026-11-21",
    "Date: Sat, 21 Nov 2026 09:15:44 +0200",
    "Date: Sat, 31 Nov 2026 09:15:44 UTC",
    "Date: Sat, 21 Foo 2026 09:15:44 UTC",
    "Date: Sat, 21 Nov 1926 09:15:44 UTC",
    "Date: Sat, 21 Nov 2026 29:15:44 UTC",
    "Date: Sat, 21 Nov 20261 09:15:44 UTC",
    "X-Date: Sat, 21 Nov 2026 09:15:44 UTC",
    " Date: Sat, 21 Nov 2026 09:15:44 UTC",
  ])("is not made up: %s", (text) => {
    expect(dateOf(text)).toBeUndefined();
  });

  it("is the newest of all, and none where no list says it", async () => {
    expect(await newestDate(folder)).toBeUndefined();
    await write("a_dists_trixie_InRelease", "Date: Sat, 21 Nov 2026 09:15:44 UTC\n");
    await write("a_dists_trixie-security_Release", "Date: Sun, 22 Nov 2026 09:15:44 UTC\n");
    await write("a_dists_trixie_main_binary-amd64_Packages", "Date: Mon, 23 Nov 2026 09:15:44 UTC\n");
    // What comes after the signed fields is not read, however much it is.
    await write("b_dists_x_InRelease", `${"x\n".repeat(1e6)}Date: Mon, 23 Nov 2026 09:15:44 UTC\n`);
    expect(await newestDate(folder)).toBe(1_795_252_544 + 86_400);
  });
});

describe("the versions in lists", () => {
  const sum = "ab".repeat(32);
  const stanza = (name: string, version: string, rest = `SHA256: ${sum}\n`) =>
    `Package: ${name}\nSource: x\nVersion: ${version}\nArchitecture: amd64\n${rest}Description: y\n more\n`;
  const all = "a_dists_trixie_main_binary-amd64_Packages";

  it("are found wherever the chunks of a list end", async () => {
    const wanted = Array.from({ length: 300 }, (_, index) => `wanted${index}`);
    const stanzas = wanted.flatMap((name, index) => [
      stanza(name, `1:${index}`),
      stanza(`other${index}`, "1", `Depends: ${"x, ".repeat(index * 3)}y\n`),
    ]);
    await write(all, stanzas.join("\n"));
    await write("b_dists_trixie-security_main_binary-amd64_Packages", stanza("wanted7", "2"));
    const found = await listedPackages(folder, new Set(wanted));
    expect(found.filter(({ version }) => version.startsWith("1:")).map(({ name }) => name)).toEqual(wanted);
    expect(found.find(({ version }) => version === "2")).toEqual({
      ...{ name: "wanted7", version: "2", architecture: "amd64", sha256: sum },
    });
  });

  it("are none where a stanza is damaged, or a list cannot be read", async () => {
    await write(all, `${stanza("a", "1", "")}\n${stanza("b", "1", "SHA256: 0\n")}\nPackage: c\nVersion:`);
    await write("c_dists_x_main_binary-amd64_Packages.xz", "no xz");
    expect(await listedPackages(folder, new Set(["a", "b", "c"]))).toEqual([]);
  });
});
