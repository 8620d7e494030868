import { describe, expect, it } from "vitest";
import { takeInput } from "../../../components/keys/input.ts";
import type { Command } from "../../../components/keys/keys.ts";
import { piecesOf } from "../../../components/terminal/terminal-input.ts";
import { when } from "../../../components/ui/format.ts";
import { atTop, focus, move } from "../../../components/ui/list/list-window.ts";
import { editing, editText, insert } from "../../../components/ui/text-edit.ts";

describe("a line that is written", () => {
  const edited = (start: string, ...commands: Command[]) => commands.reduce(editText, editing(start));
  it("is changed at the cursor", () => {
    expect(insert(edited("ac", "left"), "b")).toEqual({ text: "abc", cursor: 2 });
    expect(edited("abc", "erase")).toEqual({ text: "ab", cursor: 2 });
    expect(edited("abc", "first", "erase")).toEqual({ text: "abc", cursor: 0 });
    expect(edited("abc", "first", "right", "right", "right", "right")).toEqual({ text: "abc", cursor: 3 });
    expect(edited("abc", "remove")).toEqual({ text: "", cursor: 0 });
    expect(edited("a\u{1f600}b", "left", "erase")).toEqual({ text: "ab", cursor: 1 });
  });

  it("has a wide letter, an emoji of several parts and an accent as one character each", () => {
    const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";
    expect(edited(`a${family}`, "erase")).toEqual({ text: "a", cursor: 1 });
    expect(edited("漢字", "left", "erase")).toEqual({ text: "字", cursor: 0 });
    expect(insert(editing("e"), "\u0301")).toEqual({ text: "e\u0301", cursor: 1 });
  });

  it("takes a paste with line breaks and escape codes as harmless text", () => {
    expect(insert(editing("a"), "b\r\nc\x1b[2Jd\ne\x07").text).toBe("ab cd e");
  });
});

describe("input", () => {
  const pieces = (input: string) => piecesOf(input).pieces;
  it("is taken key by key, where keys came together", () => {
    expect(pieces("jjjjjjjj")).toEqual([..."jjjjjjjj"]);
    expect(pieces("gj\r")).toEqual(["g", "j", "\r"]);
    expect(pieces("\x1b[B\x1b[Bj")).toEqual(["\x1b[B", "\x1b[B", "j"]);
    expect(pieces("\x7f\x7f\x7f\x7f\x7f")).toHaveLength(5);
    expect(pieces("\x1b")).toEqual(["\x1b"]);
    expect(pieces("\x1bj")).toEqual(["\x1bj"]);
  });

  it("is whole where nobody types so quickly", () => {
    expect(pieces("build it\n")).toEqual(["build it\n"]);
    expect(pieces("y\ny")).toEqual(["y\ny"]);
  });

  it("has no control sequence in it that is no key", () => {
    expect(pieces("a\x1b[31mb\x1b[0mc\x1b[2J\x1b[1;31m")).toEqual(["a", "b", "c"]);
    expect(pieces("\x1b[0A\x1b[1;0A\x1b[0~\x1b[999~\x1b[?1;2c\x1b[<0;1;1M\x1b[0;0H")).toEqual([]);
    expect(pieces("\x1b[5~\x1b[H\x1b[Z")).toEqual(["\x1b[5~", "\x1b[H", "\x1b[Z"]);
    expect(piecesOf("a\x1b[3")).toEqual({ pieces: ["a"], rest: "\x1b[3" });
    expect(piecesOf(`\x1b[${"1".repeat(1000)}`).rest).toBe("");
  });

  it("is a paste where the terminal says so", () => {
    let paste: string | undefined;
    const texts = ["[200~", "rm -rf", "\r", "x", "[201~", "q"].flatMap((piece) => {
      const taken = takeInput(paste, piece);
      paste = taken.paste;
      return taken.event ? [taken.event] : [];
    });
    expect(texts).toEqual([
      { text: "rm -rf\rx", pasted: true },
      { text: "q", pasted: false },
    ]);
  });
});

describe("the window of a list", () => {
  it("keeps the cursor inside, whatever moves it", () => {
    let window = atTop;
    for (const command of ["down", "pageDown", "last", "up", "pageUp", "first", "up"] as const) {
      window = move(window, command, 30, 10);
      expect(window.cursor).toBeGreaterThanOrEqual(window.top);
      expect(window.cursor).toBeLessThan(window.top + 10);
    }
    expect(window).toEqual(atTop);
    expect(move(window, "last", 30, 10)).toEqual({ cursor: 29, top: 20 });
    expect(move({ cursor: 29, top: 20 }, "up", 30, 10)).toEqual({ cursor: 28, top: 20 });
  });

  it("follows a list that became shorter, and one without rows", () => {
    expect(focus({ cursor: 29, top: 20 }, 29, 5, 10)).toEqual({ cursor: 4, top: 0 });
    expect(focus({ cursor: 3, top: 0 }, 3, 0, 10)).toEqual({ cursor: 0, top: 0 });
  });
});

describe("times", () => {
  it("are told as a person says them", () => {
    const now = new Date(2026, 10, 23, 9, 5);
    expect(when(new Date(2026, 10, 23, 8, 2), now)).toBe("today 08:02");
    expect(when(new Date(2026, 10, 22, 23, 59), now)).toBe("yesterday 23:59");
    expect(when(new Date(2026, 9, 2), now)).toBe("2026-10-02");
  });
});
