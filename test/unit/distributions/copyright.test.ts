import parse from "spdx-expression-parse";
import { describe, expect, it } from "vitest";
import { licenceInCopyright } from "../../../src/distributions/debian/copyright.ts";
import { spdxLicence } from "../../../src/distributions/debian/licence.ts";

describe("a licence of Debian's", () => {
  it.each([
    ["GPL-2+", "GPL-2.0-or-later"],
    ["GPLv3+", "GPL-3.0-or-later"],
    ["GPL-2.0-or-later", "GPL-2.0-or-later"],
    ["LGPL-2.1", "LGPL-2.1-only"],
    ["LGPL-2", "LGPL-2.0-only"],
    ["AGPL-3+", "AGPL-3.0-or-later"],
    ["GFDL-NIV-1.3+", "GFDL-1.3-no-invariants-or-later"],
    ["Expat", "MIT"],
    ["BSD-3-clause", "BSD-3-Clause"],
    ["Apache-2", "Apache-2.0"],
    ["zlib", "Zlib"],
    ["GPL-2 with Linux-syscall-note exception", "GPL-2.0-only WITH Linux-syscall-note"],
    // What leaves a choice between several licences, or is no name.
    ["GPL", "LicenseRef-GPL"],
    ["Artistic", "LicenseRef-Artistic"],
    ["public-domain", "LicenseRef-public-domain"],
    ["GPL-3+ with Bison exception", "LicenseRef-GPL-3-plus-with-Bison-exception"],
    ["GPL-1+ and/or Artistic", "LicenseRef-GPL-1-plus-and-or-Artistic"],
    ["constructor", "LicenseRef-constructor"],
    ["(GPL-2 AND", "LicenseRef-GPL-2-AND"],
    ["$(reboot)\u001b[31m", "LicenseRef-reboot-31m"],
    ["/", "LicenseRef-unnamed"],
    // "and" binds before "or", unless a comma ends what belongs together.
    ["GPL-1+ or Artistic-2.0", "Artistic-2.0 OR GPL-1.0-or-later"],
    ["MIT or ISC and Zlib", "(ISC AND Zlib) OR MIT"],
    ["GPL-2+ or AFL-2.1, and Expat and ISC", "(AFL-2.1 OR GPL-2.0-or-later) AND ISC AND MIT"],
    ["MIT and ISC, or Zlib", "(ISC AND MIT) OR Zlib"],
  ])("%j is %s", (name, expected) => {
    const { expression } = spdxLicence([name]);
    expect(expression).toBe(expected);
    expect(() => parse(expression)).not.toThrow();
  });

  it("counts once, in whatever order its names are", () => {
    const { expression, references } = spdxLicence(["MIT or GPL", "GPL or Expat", "MIT", "PD"]);
    expect(expression).toBe("(LicenseRef-GPL OR MIT) AND LicenseRef-PD AND MIT");
    expect([...references]).toEqual([
      ["LicenseRef-GPL", "GPL"],
      ["LicenseRef-PD", "PD"],
    ]);
  });
});

const format = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n";
const licence = (text: string | Buffer) => licenceInCopyright(Buffer.from(text));

describe("a copyright file", () => {
  it("has the licences of all files, and not those of texts that nothing names", () => {
    const file =
      `${format}Upstream-Name: x\n\nFiles: *\nCopyright: 2001 somebody\nLicense: GPL-2+\n This is free software.\n\n` +
      "Files: debian/*\nLicense: ISC\n\nLicense: Zlib\n A text.\n";
    expect(licence(file)).toMatchObject({ expression: "GPL-2.0-or-later AND ISC" });
    expect(licence(file.replaceAll("\n", "\r\n"))).toMatchObject({ expression: "GPL-2.0-or-later AND ISC" });
  });

  it.each([
    ["nothing", "", "not machine-readable"],
    ["prose", "This is free software.\nLicense: GPL-2\n\nFiles: *\nLicense: GPL-2\n", "not machine-readable"],
    [
      "garbage",
      Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 7919) % 256)),
      "not machine-readable",
    ],
    ["another format", "Format: https://example.org/\n\nFiles: *\nLicense: MIT\n", "not machine-readable"],
    ["no files", `${format}\nLicense: MIT\n A text.\n`, "names no licence"],
    [
      "no name",
      `${format}\nFiles: *\nLicense: MIT\n\nFiles: x\nLicense:\n A text.\n`,
      "has no name of a licence",
    ],
    ["files only", `${format}\nFiles: *\n`, "has no name of a licence"],
  ])("of %s has none that is known", (_, file, problem) => {
    expect(licence(file)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it("may be large", () => {
    const stanzas = Array.from({ length: 5000 }, (_, at) => `Files: ${at}\nLicense: MIT\n\n`).join("");
    expect(licence(`${format}\n${stanzas}${"x".repeat(10_000_000)}`)).toMatchObject({ expression: "MIT" });
  });
});
