import { expect, it } from "vitest";
import { isLocked } from "../../../src/pipeline/inputs/locked.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

const settingsWith = (boot: object, key: string | null = "site") =>
  parseSettings({ version: 1, boot: { uki: true, ...boot }, publish: { key } });

it("is locked where the keys have one for firmware, or where the settings say so", () => {
  expect(isLocked(settingsWith({}), true)).toBe(true);
  expect(isLocked(settingsWith({}), false)).toBe(false);
  expect(isLocked(settingsWith({ uki: false }), true)).toBe(false);
  expect(isLocked(settingsWith({ locked: "no", initrdDebug: true }), true)).toBe(false);
  expect(isLocked(settingsWith({ locked: "yes" }), false)).toBe(true);
  expect(isLocked(settingsWith({ extra: ["quiet", "usbcore.autosuspend=-1", "initcall_debug"] }), true)).toBe(
    true,
  );
});

it.each([
  [{ initrdDebug: true }, "site", "boot.initrdDebug"],
  [{ locked: "yes", uki: false }, "site", "boot.uki"],
  [{ locked: "yes" }, null, "publish.key"],
  ...[
    "rdinit=/bin/sh",
    "init=/bin/sh",
    "break=premount",
    "systemd.run=id",
    "systemd.debug-shell",
    "rd.break",
    "single",
    "systemd.wants=debug-shell.service",
    "systemd.set-credential=a:b",
    "rootverify=off",
    "1",
  ].map((word) => [{ extra: ["quiet", word] }, "site", "boot.extra"] as const),
] as const)("is refused where %j contradicts it", (boot, key, setting) => {
  expect(() => isLocked(settingsWith(boot, key), true)).toThrow(expect.objectContaining({ setting }));
});
