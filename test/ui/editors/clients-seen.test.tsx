import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Editor, editorOf } from "../../../components/wizard/editors/Editor.tsx";
import { change } from "../../../src/settings/change.ts";
import { settingValue } from "../../../src/settings/difference.ts";
import { fields } from "../../../src/settings/fields.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { draw } from "../../support/ui/draw.tsx";

let folder: string;
let screen: ReturnType<typeof draw> | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-clients-"));
  vi.stubEnv("THINSMITH_CONFIG", join(folder, "config"));
  const image = join(folder, "built", "lab");
  await mkdir(join(image, "releases", "20261127T100000Z-abcdef"), { recursive: true });
  await mkdir(join(folder, "config"));
  await writeFile(join(folder, "config", "outputs.json"), JSON.stringify([join(folder, "built")]));
  await writeFile(
    join(image, "serve-eth0.log"),
    "2026-11-02T12:00:00.000Z 52:54:00:00:00:07 (10.0.0.7) asks\n",
  );
});
afterEach(async () => {
  screen?.unmount();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

let settings: Settings;
const Changing = ({ name }: { name: string }) => {
  const [now, setNow] = useState(() => parseSettings({ version: 1, name: "lab" }));
  settings = now;
  const choice = fields().get(name);
  if (!choice) return null;
  const set = (value: unknown) => {
    const changed = change(now, name, value);
    if (changed.settings) setNow(changed.settings);
    return changed.problem;
  };
  const check = (value: unknown) => change(now, name, value).problem;
  const value = settingValue(now, name);
  return (
    <Editor kind={editorOf(name)} {...{ choice, settings, value, check }} onChange={set} onBack={() => {}} />
  );
};

const show = (name: string) => {
  screen = draw(<Changing name={name} />);
  return screen;
};

describe("addresses of clients", () => {
  it("that a boot server has seen can be chosen as canaries, and others written", async () => {
    const { shows, press } = show("serve.canary");
    await shows(/\[ ] 52:54:00:00:00:07 +seen 2026-11-02/);
    press("space");
    await shows("[x] 52:54:00:00:00:07");
    press("52:54:00:00:00:zz");
    await shows("is not allowed; allowed: a ne");
    press("backspace");
    press("backspace");
    press("08");
    await shows("enter adds this address");
    press("enter");
    await shows("2 chosen");
    expect(settings.serve.canary).toEqual(["52:54:00:00:00:07", "52:54:00:00:00:08"]);
  });

  it("that a boot server has seen begin an entry of a single client", async () => {
    const { shows, press } = show("serve.clients");
    await shows("c a client seen");
    press("c");
    await shows(/52:54:00:00:00:07 +seen 2026-11-02/);
    press("enter");
    await shows("add 52:54:00:00:00:07");
    press("quiet");
    await shows("add 52:54:00:00:00:07 quiet");
    press("enter");
    await shows(/❯ 52:54:00:00:00:07/);
    expect(settings.serve.clients).toMatchObject([{ client: "52:54:00:00:00:07", parameters: ["quiet"] }]);
  });
});
