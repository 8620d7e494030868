import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { Log } from "../../../components/ui/log/Log.tsx";
import { draw } from "../../support/ui/draw.tsx";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-log-stages-"));
afterAll(() => rmSync(folder, { recursive: true }));
let screen: ReturnType<typeof draw> | undefined;
afterEach(() => screen?.unmount());

const path = join(folder, "build.log");
const said = (stage: string) => Array.from({ length: 200 }, (_, at) => `12:00:02 ${stage}: line ${at}`);
writeFileSync(
  path,
  [
    "12:00:00 == bootstrap cached after 0.0 s",
    ...["12:00:00 == customize", ...said("customize"), "12:01:05 == customize done after 65.3 s"],
    ...["12:01:05 == rootfs", ...said("rootfs")],
  ].join("\n"),
);

it("a build's log has its stages beside it, and tab goes from one to the next", async () => {
  screen = draw(<Log path={path} ofBuild onClose={() => {}} />, 120, 36);
  const { press, shows } = screen;
  await shows(/│ {2}✔ bootstrap +cache │/);
  await shows(/│ {2}✔ customize +1:05 │/);
  await shows(/│ {4}line 204 +│/);
  // The end of the log belongs to what runs.
  await shows(/│ ❯● rootfs +│/);
  press("home");
  await shows(/│ ❯✔ bootstrap/);
  press("tab");
  await shows(/lines 2 to \d+ of/);
  await shows(/│ ❯✔ customize/);
  press("tab");
  await shows(/lines 204 to /);
  await shows(/│ ❯● rootfs/);
  press("shift+tab");
  await shows(/lines 2 to /);
});

it("in a wide terminal the line stands beside the time", async () => {
  screen = draw(<Log path={path} ofBuild onClose={() => {}} />, 200, 36);
  await screen.shows(/✔ customize +1:05 {7}2 │/);
});

it("below 100 columns it has all the room", async () => {
  screen = draw(<Log path={path} ofBuild onClose={() => {}} />, 99, 36);
  await screen.shows(/rootfs: line 199/);
  expect(screen.frame()).not.toContain("│");
});
