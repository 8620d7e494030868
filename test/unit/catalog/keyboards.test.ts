import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { keyboards, keyboardsIn } from "../../../src/catalog/keyboards.ts";
import { keyboardLayout } from "../../../src/grammar/grammar.ts";

it("keyboard layouts come from xkb's list, what the grammar refuses left out", () => {
  const folder = mkdtempSync(join(tmpdir(), "thinsmith-xkb-"));
  const file = join(folder, "base.lst");
  writeFileSync(
    file,
    [
      "! model",
      "  pc101           Generic 101-key PC",
      "! layout",
      "  de              German",
      "  us              English (US)",
      "  bad;name        Harm",
      "! variant",
      "  nodeadkeys      de: German (no dead keys)",
      "  $(reboot)       us: Harm",
      "! option",
      "  grp             Switching",
    ].join("\n"),
  );
  expect(keyboardsIn(file)).toEqual({
    de: "German",
    "de:nodeadkeys": "German (no dead keys)",
    us: "English (US)",
  });
  rmSync(folder, { recursive: true });
});

it("keyboard layouts are known without xkb too", () => {
  const recorded = keyboardsIn("/nonexistent");
  expect(recorded).toMatchObject({
    de: "Germany",
    "de:nodeadkeys": "Germany",
    us: "United States",
    latam: "",
  });
  for (const list of [recorded, keyboards()]) {
    expect(Object.keys(list).length).toBeGreaterThan(300);
    for (const word of Object.keys(list)) expect(keyboardLayout.safeParse(word).success).toBe(true);
  }
});
