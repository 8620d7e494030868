import { expect, it, onTestFinished, vi } from "vitest";
import { RolesEditor } from "../../components/wizard/editors/RolesEditor.tsx";
import { parseSettings } from "../../src/settings/parse.ts";
import { draw } from "../support/ui/draw.tsx";

/** Files of roles are read when the catalog is loaded. */
const folder = await vi.hoisted(async () => {
  const { mkdirSync, mkdtempSync, writeFileSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  const made = mkdtempSync(join(tmpdir(), "thinsmith-roles-"));
  process.env.THINSMITH_CONFIG = join(made, "config");
  process.env.THINSMITH_CACHE = join(made, "cache");
  mkdirSync(join(made, "config/roles"), { recursive: true });
  for (const name of ["Bad Name", "UPPER", "a b", "c d"])
    writeFileSync(join(made, `config/roles/${name}.json`), "{}");
  return made;
});

it.each([
  [60, 18],
  [80, 24],
])("roles show which files are not read, and why, in %d x %d", async (columns, rows) => {
  const { rmSync } = await import("node:fs");
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = parseSettings({ version: 1 });
  const items = ["console", "kiosk", "ssh"].map((value) => ({ value, says: "" }));
  const { shows, frame, unmount } = draw(
    <RolesEditor
      {...{ title: "roles", help: "What the client is for.", context: "", items, settings }}
      {...{
        value: [],
        check: () => undefined,
        mend: () => undefined,
        onChange: () => undefined,
        onBack: () => {},
      }}
    />,
    columns,
    rows,
  );
  onTestFinished(unmount);
  await shows("! 3 more are not read either.");
  expect(frame().replaceAll(/\s+/g, " ")).toMatch(
    /Bad Name\.json is not read: "Bad Name" is not a role's name/,
  );
  expect(frame()).toContain("❯ [ ] console");
  const lines = frame().split("\n");
  expect(lines.length).toBeLessThanOrEqual(rows - 1);
  expect(lines.at(-1)).toMatch(/\? help/);
});
