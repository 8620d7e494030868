import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { plainText } from "../../../components/charts/line.ts";
import { sentences } from "../../../components/ui/frame/sections.ts";
import { commandLine, lineOf, rowsOf, withLines } from "../../../components/wizard/summary-rows.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

const settings = parseSettings({ version: 1, name: "lab" });
const summary = { settings, original: settings, preset: "console", output: "build" };

describe("sentences in a pane", () => {
  const said = [["one two three four"], ["five six seven eight"], ["nine ten"]] as const;
  const drawn = (rows: number) =>
    sentences("Title", said)
      .draw(10, rows)
      .map((line) => plainText(line).trim());

  it("end in a sign where not all of them fit", () => {
    expect(drawn(6)).toEqual(["one two", "three four", "five six", "seven", "eight", "nine ten"]);
    expect(drawn(5)).toEqual(["one two", "three four", "five six", "seven", "eight; …"]);
    expect(drawn(3)).toEqual(["one two", "three four", "five six …"]);
  });
});

describe("the summary", () => {
  const unknown = Array.from({ length: 40 }, (_, index) => `package-${index}`);

  it("has all of a long warning in its list", () => {
    const rows = rowsOf(summary, undefined);
    const warning = { about: unknown.join(" "), warning: `! ${unknown.join(" ")}`, line: [], step: 2 };
    const lines = (isLong: boolean) =>
      withLines([...rows, warning], 40, 12, (about) => isLong && about === warning.about)
        .map((row) => plainText(lineOf(row)).trim())
        .slice(rows.length);
    expect(lines(true).join(" ")).toBe(warning.warning);
    expect(lines(false)).toEqual([""]);
  });

  it("gives the same build as a command", () => {
    const command = (more: object) => commandLine({ ...summary, ...more }).replace(/^.* build /, "");
    expect(command({})).toBe("console");
    expect(command({ output: resolve("build") })).toBe("console");
    expect(command({ output: "/images of all" })).toBe("console --output '/images of all'");
    expect(command({ preset: "a; reboot\x1b[2J" })).toBe("$'a; reboot\\u001b[2J'");
  });

  it("says what it began with, without what would act on a terminal", () => {
    const last = (more: object) =>
      plainText(lineOf(rowsOf({ ...summary, ...more }, undefined).at(-1) as never));
    expect(last({ preset: "ev\x1b[2Jil" })).toBe("Build this image the same as the preset evil");
    expect(last({ preset: undefined })).toBe("Build this image the same as the built image lab");
  });
});
