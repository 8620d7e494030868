import { useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { ListEditor } from "../../../components/wizard/editors/ListEditor.tsx";
import { change } from "../../../src/settings/change.ts";
import { settingValue } from "../../../src/settings/difference.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { draw } from "../../support/ui/draw.tsx";

let screen: ReturnType<typeof draw> | undefined;
afterEach(() => screen?.unmount());

const name = "client.sshKeys";
const blob = `AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`;
const keyOf = (comment: string) => `ssh-ed25519 ${blob} ${comment}`;
let keys: readonly string[] = [];

const Keys = () => {
  const [settings, setSettings] = useState(parseSettings({ version: 1 }));
  const value = settingValue(settings, name);
  keys = value as readonly string[];
  return (
    <ListEditor
      {...{ name, settings, value, title: "ssh keys", help: "Keys that may log in." }}
      check={(to) => change(settings, name, to).problem}
      onChange={(to) => {
        const changed = change(settings, name, to);
        if (changed.settings) setSettings(changed.settings);
        return changed.problem;
      }}
      onBack={() => {}}
    />
  );
};

describe("a list of ssh keys", () => {
  it("takes a paste as a new key, which Enter takes; a single letter stays a command", async () => {
    screen = draw(<Keys />);
    const { shows, press, frame } = screen;
    await shows("none; press a to add one");
    press(`\x1b[200~${keyOf("kim@laptop")}\n\x1b[201~`);
    await shows(/add .*kim@laptop/);
    press("enter");
    await shows(/❯ ssh-ed25519 .*kim@laptop/);
    expect(keys).toEqual([keyOf("kim@laptop")]);
    press("z");
    press(`\x1b[200~${keyOf("kim@desk")}\x1b[201~`);
    await shows(/add .*kim@desk/);
    press("enter");
    // Two keys can be told apart.
    await shows(/kim@laptop[\s\S]*❯ ssh-ed25519 .*….*kim@desk/);
    press("x");
    await shows(/❯ ssh-ed25519 .*kim@laptop/);
    expect(frame()).not.toContain("kim@desk");
    press("\x1b[200~no key\x1b[201~");
    await shows(/add no key\s[\s\S]*! /);
    press("esc");
    await shows(/enter change/);
    expect(keys).toEqual([keyOf("kim@laptop")]);
  });
});
