import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { chartColours, sgrOf, theme } from "../../../components/theme.ts";
import { packageRoot } from "../../../src/system/paths.ts";

const root = join(packageRoot(), "components");
const lines = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .flatMap((name) =>
    readFileSync(join(root, name), "utf8")
      .split("\n")
      .map((text, index) => ({ name, at: `${name}:${index + 1} ${text.trim()}`, text })),
  );
/** Lines in which something stands, in other files than the one that it belongs in. */
const standing = (what: RegExp, home: string) =>
  lines.filter(({ name, text }) => name !== home && what.test(text)).map(({ at }) => at);

it("colours and weights stand in the theme alone", () => {
  const literal =
    /\b(color|backgroundColor|dimColor|inverse)(=|: ")|<\w+[^>]* (dimColor|inverse|bold|underline|strikethrough)\b/;
  expect(literal.test('<Text color="cyan">') && literal.test('{ color: "red" }')).toBe(true);
  expect(standing(literal, "theme.ts")).toEqual([]);
  const attribute = /^(dimColor|bold|inverse|color=.*)$/;
  expect(lines.filter(({ text }) => attribute.test(text.trim())).map(({ at }) => at)).toEqual([]);
});

it("colours are those of the terminal's palette that are neither its background nor as dark", () => {
  const readable = ["red", "green", "yellow", "blue", "magenta", "cyan"];
  for (const [name, style] of Object.entries(theme))
    if ("color" in style) expect([name, readable]).toEqual([name, expect.arrayContaining([style.color])]);
  for (const colour of [...chartColours, "accent", "good", "bad", "warning", "idle"] as const)
    expect(sgrOf(colour)).toMatch(/^(3[1-6]|39)$/);
});

it("heights come from the layout alone", () => {
  // Pictures divide the rows that they are given.
  const others = standing(/\brows - /, "layout.ts").filter((at) => !at.startsWith("charts/"));
  expect(others).toEqual([]);
});
