import { useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { ChoiceEditor } from "../../components/wizard/editors/ChoiceEditor.tsx";
import { PackagesEditor } from "../../components/wizard/editors/PackagesEditor.tsx";
import { SeveralEditor } from "../../components/wizard/editors/SeveralEditor.tsx";
import { parseSettings } from "../../src/settings/parse.ts";
import { draw } from "../support/ui/draw.tsx";
import { bindingsOf, screens } from "../support/ui/screens.ts";
import { waitFor } from "../support/wait.ts";

let screen: ReturnType<typeof draw> | undefined;
afterEach(() => screen?.unmount());

const settings = parseSettings({ version: 1, base: { suite: "bookworm" } });
let value: unknown;
let left = 0;

/** An editor that keeps what is chosen. */
const Kept = ({ kind, start }: { kind: "choice" | "several" | "packages"; start: unknown }) => {
  const [now, setNow] = useState(start);
  value = now;
  const props = {
    ...{ title: "list", help: "What it is about.", settings, value: now },
    check: () => undefined,
    onChange: (next: unknown) => {
      setNow(next);
      return undefined;
    },
    onBack: () => {
      left += 1;
    },
  };
  const words = ["console", "kiosk", "rdp", "xorg"].map((one) => ({
    value: one,
    says: `a client with ${one}`,
  }));
  if (kind === "choice") return <ChoiceEditor {...props} options={words} />;
  if (kind === "packages") return <PackagesEditor {...props} name="packages.install" />;
  return <SeveralEditor {...props} items={words} context="" adding="path" />;
};

const open = (kind: "choice" | "several" | "packages", start: unknown) => {
  left = 0;
  screen = draw(<Kept kind={kind} start={start} />);
  return screen;
};
/** Types letter by letter, each once the one before is on screen. */
const type = async (text: string) => {
  for (let typed = 1; typed <= text.length; typed += 1) {
    screen?.press(text[typed - 1] ?? "");
    // A blank at the end of a line is not in the frame.
    await screen?.shows(`/ ${text.slice(0, typed).trimEnd()}`);
  }
};

describe("a list to pick from", () => {
  it("has a search line above it, which says that it takes letters", async () => {
    const { shows, frame } = open("choice", "kiosk");
    await shows(/❯ ✔ kiosk/);
    expect(frame()).toMatch(/^ \/ {3}type to search$/m);
    expect(frame()).toContain("type to search");
  });

  it.each([
    ["choice", "kiosk", "kiosk"],
    ["several", ["kiosk", "rdp"], ["kiosk", "rdp"]],
    ["packages", ["vim", "xterm"], ["vim", "xterm"]],
  ] as const)("lets no letter, digit or sign of a word do anything: %s", async (kind, start, kept) => {
    const { shows, press } = open(kind, start);
    await shows("type to search");
    for (const word of ["xterm", "ahjklgGsdq", "vim gtk", "a?b/c:1-+<>"]) {
      await type(word);
      press("esc");
      await shows("type to search");
    }
    expect(value).toEqual(kept);
    expect(left).toBe(0);
    press("esc");
    await waitFor(() => left === 1);
  });

  it("binds no letter but ? where nothing is written", () => {
    for (const [name] of screens)
      if (/^(choice|several|packages)/.test(name))
        for (const { keys } of bindingsOf(name))
          expect(
            keys.filter((key) => [...key].length === 1 && key !== "?"),
            name,
          ).toEqual([]);
  });

  it("has the best match under the cursor, a typing error or not, and takes it by Enter", async () => {
    const { shows, press } = open("choice", "console");
    await shows(/❯ ✔ console/);
    await type("kisok");
    await shows(/❯ {3}kiosk/);
    press("enter");
    await waitFor(() => left === 1);
    expect(value).toBe("kiosk");
  });

  it("chooses one after the other by search and Enter, and is left by Enter", async () => {
    const { shows, press } = open("several", ["rdp"]);
    await shows(/❯ \[ \] console/);
    await type("kiosk");
    press("enter");
    await shows(/❯ \[x\] kiosk/);
    await type("xorg");
    press("enter");
    await shows(/❯ \[x\] xorg/);
    press("enter");
    await waitFor(() => left === 1);
    expect(value).toEqual(["rdp", "kiosk", "xorg"]);
  });

  it("takes a blank as a part of the search, and as a command once the cursor was moved", async () => {
    const { shows, press } = open("several", []);
    await shows(/❯ \[ \] console/);
    await type("client with r");
    press("backspace");
    await shows("/ client with");
    press("down");
    await shows(/❯ \[ \] kiosk/);
    press("space");
    await shows(/❯ \[x\] kiosk/);
    press("down");
    press("space");
    await shows(/❯ \[x\] rdp/);
    expect(value).toEqual(["kiosk", "rdp"]);
  });

  it("takes a paste with line breaks and escape codes as one search", async () => {
    const { shows, press, frame } = open("several", []);
    await shows("type to search");
    press("\x1b[200~ki\r\n\x1b[2Josk\x1b[201~");
    await shows("/ ki osk");
    expect(frame()).not.toContain("\x1b");
    expect(value).toEqual([]);
  });

  it("offers to add what is written, above entries that only resemble it", async () => {
    const { shows, press, frame } = open("several", []);
    await shows("type to search");
    await type("kiosl");
    await shows(/❯ \[ \] kiosl .*enter adds this/);
    expect(frame()).toMatch(/\[ \] kiosk/);
    press("enter");
    await shows(/❯ \[x\] kiosl +added by you/);
    expect(value).toEqual(["kiosl"]);
  });
});
