import { describe, expect, it } from "vitest";
import { takeInput } from "../../../components/keys/input.ts";
import type { Command } from "../../../components/keys/keys.ts";
import { piecesOf } from "../../../components/terminal/input-pieces.ts";
import { Pastes } from "../../../components/terminal/pastes.ts";
import { when } from "../../../components/ui/format.ts";
import { atTop, focus, move } from "../../../components/ui/list/list-window.ts";
import { editing, editText, insert, longestLine, shownPart } from "../../../components/ui/text-edit.ts";

describe("a line that is written", () => {
  const edited = (start: string, ...commands: Command[]) => commands.reduce(editText, editing(start));
  it("is changed at the cursor", () => {
    expect(insert(edited("ac", "left"), "b")).toEqual({ text: "abc", cursor: 2 });
    expect(edited("abc", "erase")).toEqual({ text: "ab", cursor: 2 });
    expect(edited("abc", "first", "erase")).toEqual({ text: "abc", cursor: 0 });
    expect(edited("abc", "first", "right", "right", "right", "right")).toEqual({ text: "abc", cursor: 3 });
    expect(edited("abc", "first", "delete")).toEqual({ text: "bc", cursor: 0 });
    expect(edited("abc", "delete")).toEqual({ text: "abc", cursor: 3 });
    expect(edited("a\u{1f600}b", "left", "erase")).toEqual({ text: "ab", cursor: 1 });
  });

  it("has readline's keys for words, and puts in what was cut", () => {
    const line = "ssh -p 22 user@host.lab";
    const cursors = (...commands: Command[]) => edited(line, ...commands).cursor;
    expect(cursors("wordLeft")).toBe(line.indexOf("lab"));
    expect(cursors("wordLeft", "wordLeft", "wordLeft")).toBe(line.indexOf("user"));
    expect(cursors("first", "wordRight", "wordRight")).toBe(line.indexOf(" 22"));
    expect(edited(line, "cutWord")).toEqual({ text: "ssh -p 22 ", cursor: 10 });
    expect(edited(line, "cutWordLeft").text).toBe("ssh -p 22 user@host.");
    expect(edited(line, "first", "cutWordRight")).toEqual({ text: " -p 22 user@host.lab", cursor: 0 });
    // Into any line.
    expect(edited("", "putBack").text).toBe("ssh");
    expect(edited(line, "cutWord", "first", "putBack").text).toBe("user@host.labssh -p 22 ");
    expect(edited(line, "wordLeft", "cutToStart")).toMatchObject({ text: "lab", cursor: 0 });
    expect(edited(line, "first", "wordRight", "cutToEnd", "putBack", "putBack").text).toBe(
      `${line}${line.slice(3)}`,
    );
    // Nothing to cut leaves what was cut before.
    expect(edited(line, "cutToStart", "cutToStart", "putBack").text).toBe(line);
  });

  it("shows the part around the cursor, and scrolls no further than the cursor needs", () => {
    const ones = Array<number>(20).fill(1);
    expect(shownPart(ones, 20, 10, 0)).toEqual([11, 21]);
    expect(shownPart(ones, 15, 10, 11)).toEqual([11, 21]);
    expect(shownPart(ones, 9, 10, 11)).toEqual([9, 19]);
    expect(shownPart(ones.slice(0, 4), 0, 10, 3)).toEqual([0, 5]);
    // A wide letter that fits in half is not shown.
    expect(shownPart([2, 2, 2, 2], 4, 5, 0)).toEqual([2, 5]);
    expect(shownPart([2, 2, 2, 2], 0, 5, 2)).toEqual([0, 2]);
  });

  it("takes a megabyte at once without a pause that anybody would notice", () => {
    for (const letter of ["a", "漢", "\u{1f468}\u200d\u{1f469}"]) {
      const start = performance.now();
      const { text } = editText(insert(editing(""), letter.repeat(1_000_000)), "cutWordLeft");
      expect(text.length).toBeLessThanOrEqual(longestLine);
      expect(performance.now() - start).toBeLessThan(2000);
    }
    expect(insert(editing("ab"), "漢".repeat(1_000_000)).text.length).toBe(longestLine - 1);
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
    expect(pieces("\x7f\x7f\x7f\x7f\x7f")).toEqual(Array(5).fill("\b"));
    expect(pieces("\x1b\x7f")).toEqual(["\x1b\b"]);
    expect(pieces("\x1b")).toEqual(["\x1b"]);
    expect(pieces("\x1bj")).toEqual(["\x1bj"]);
  });

  it("loses no key that came with text, as over a slow line", () => {
    expect(pieces("kiosks\x7f\x7frdp")).toEqual(["kiosks", "\b", "\b", "r", "d", "p"]);
    expect(pieces("abcdef\x15kiosk\r")).toEqual(["abcdef", "\x15", "kiosk\r"]);
    expect(pieces("\rgerman")).toEqual(["\r", "german"]);
    expect(pieces("\rgerman\r")).toEqual(["\r", "german\r"]);
    expect(pieces("\x10kiosk\r")).toEqual(["\x10", "kiosk\r"]);
    // A paste in a terminal that marks none.
    expect(pieces("\nfirst line\nsecond line")).toEqual(["\nfirst line\nsecond line"]);
  });

  it("is whole where nobody types so quickly", () => {
    expect(pieces("build it\n")).toEqual(["build it\n"]);
    expect(pieces("y\ny")).toEqual(["y\ny"]);
  });

  it("has no control sequence in it that is no key", () => {
    expect(pieces("a\x1b[31mb\x1b[0mc\x1b[2J\x1b[1;31m")).toEqual(["a", "b", "c"]);
    expect(pieces("\x1b[0A\x1b[1;0A\x1b[0~\x1b[999~\x1b[?1;2c\x1b[<0;1M\x1b[0;0H")).toEqual([]);
    expect(pieces("\x1b[5~\x1b[H\x1b[Z")).toEqual(["\x1b[5~", "\x1b[H", "\x1b[Z"]);
    expect(piecesOf("a\x1b[3")).toEqual({ pieces: ["a"], rest: "\x1b[3" });
    expect(piecesOf(`\x1b[${"1".repeat(1000)}`).rest).toBe("");
  });

  it("is a paste where the terminal says so", () => {
    let paste: string | undefined;
    const texts = ["[200~", "rm -rf", "\r", "x", "[201~", "q", "quick"].flatMap((piece) => {
      const taken = takeInput(paste, piece);
      paste = taken.paste;
      return taken.event ? [taken.event] : [];
    });
    expect(texts).toEqual([
      { text: "rm -rf\rx", kind: "paste" },
      { text: "q", kind: "key" },
      { text: "quick", kind: "together" },
    ]);
  });

  it("has no keys in a paste, however it is cut into pieces", () => {
    const marked = (text: string) => `\x1b[200~${text}\x1b[201~`;
    const input = `j${marked("a\x1b[A\x1b[31mb\x03\rc")}k${marked("")}`;
    const said = ["j", marked("ab\rc"), "k", marked("")].join("");
    const sizes = Array.from({ length: input.length }, (_, index) => index + 1);
    // Esc at the end of what is typed is a key.
    const marks = [...input.matchAll(/\x1b\[200~/g)].map(({ index }) => index);
    const tried = sizes
      .filter((size) => marks.every((at) => (at + 1) % size !== 0))
      .map((size) => input.match(new RegExp(`[^]{1,${size}}`, "g")) ?? []);
    expect(tried.length).toBeGreaterThan(20);
    for (const chunks of tried) {
      const pastes = new Pastes();
      let rest = "";
      let taken = "";
      for (const chunk of chunks) {
        const parts = pastes.take(rest + chunk);
        rest = "";
        for (const part of parts) {
          if (!part.startsWith("\x1b[200~")) rest = piecesOf(part).rest;
          taken += part.slice(0, part.length - rest.length);
        }
      }
      expect(taken).toBe(said);
    }
  });

  it("keeps no more of a paste than can be used, and leaves one that never ends at ctrl+c", () => {
    const pastes = new Pastes();
    const start = performance.now();
    expect(pastes.take("\x1b[200~")).toEqual([""]);
    for (let piece = 0; piece < 1000; piece += 1) expect(pastes.take("\x1b[A漢".repeat(1000))).toEqual([]);
    const [whole = ""] = pastes.take("\x1b[201~");
    expect(whole.length).toBeLessThan(70_000);
    expect(performance.now() - start).toBeLessThan(2000);
    pastes.take("\x1b[200~abc");
    expect(pastes.take("\x03")).toEqual(["\x03"]);
    expect(pastes.take("q")).toEqual(["q"]);
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
