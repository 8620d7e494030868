import { describe, expect, it } from "vitest";
import { ConsoleLines } from "../../../components/boot/console-lines.ts";

const linesOf = async (...chunks: string[]) => {
  const console = new ConsoleLines();
  for (const chunk of chunks) {
    console.write(chunk);
    await console.settled();
  }
  return console.lines();
};

describe("console lines", () => {
  it.each([
    ["line ends of a serial line", "a\r\nb\r\r\nc", ["a", "b", "c"]],
    ["a line that is written over", "10 %\r20 %\rok", ["ok %"]],
    ["an echo that is taken back", "lx\b \bs", ["ls"]],
    ["tabs", "a\tb\r\n12345678\tc", ["a       b", "12345678        c"]],
    ["an erased rest of the line", "long line\r\x1b[Kx", ["x"]],
    ["a beginning that is erased", "abc\x1b[1K", ["   "]],
    ["a line that is erased", "abc\x1b[2K\rd", ["d"]],
    ["deleted, inserted and blanked characters", "abcdef\r\x1b[2P\x1b[C\x1b[@-\x1b[X", ["c- ef"]],
    ["cursor moves", "ab\r\ncd\x1b[Ax\x1b[1Gy\x1b[By\x1b[2Dz", ["ybx", "zy"]],
    ["a place on the screen", "\x1b[2;3Hx\x1b[Hy", ["y", "  x"]],
    ["a saved place", "a\x1b7b\r\nc\x1b8d", ["ad", "c"]],
    ["UTF-8", "Zürich ✔ 😀\r\n", ["Zürich ✔ 😀", ""]],
  ])("show %s", async (_, text, lines) => {
    expect(await linesOf(text)).toEqual(lines);
    // The same, wherever the chunks break: even inside a sequence or a character.
    expect(await linesOf(...text.split(""))).toEqual(lines);
  });

  it("have no colours, titles, modes or questions in them", async () => {
    const text =
      "\x1b[!p\x1b]104\x07\x1b[?7h\x1b[6n\x1b[32766;32766H\x1b[6n\x1b]0;title\x1b\\\x1b(B[\x1b[0;32m  OK  \x1b[0m] Started\x07\x00\x7f\x9b\u202e";
    expect(await linesOf(text)).toEqual(["[  OK  ] Started"]);
    expect(await linesOf(...text.split(""))).toEqual(["[  OK  ] Started"]);
  });

  it("show systemd's waiting as one line that changes", async () => {
    expect(
      await linesOf("up\r\n[*  ] Job running (31s)\r\r\n\x1bM\r\x1b[K[ * ] Job running (32s)\r\r\n"),
    ).toEqual(["up", "[ * ] Job running (32s)", ""]);
  });

  it("keep what was on a screen that is cleared", async () => {
    expect(await linesOf("firmware\r\n\x1b[2J\x1b[Hkernel")).toEqual(["firmware", "kernel"]);
    expect(await linesOf("firmware\r\n\x1b[H\x1b[Jkernel")).toEqual(["firmware", "kernel"]);
    expect(await linesOf("shell\x1bcnew")).toEqual(["shell", "new"]);
    expect(await linesOf("a\r\nb\r\nc\x1b[2;1H\x1b[J")).toEqual(["a", ""]);
  });

  it("go on after sequences that never end", async () => {
    expect(await linesOf(`\x1b]0;${"x".repeat(100_000)}\r\nnext`)).toEqual(["next"]);
    expect((await linesOf(`\x1b[${"1;".repeat(100_000)}\r\nnext`)).at(-1)).toBe("next");
    expect(await linesOf("\x1b[12\r\nnext")).toEqual(["", "next"]);
    expect(await linesOf("a\ud83d", "b")).toEqual(["ab"]);
  });

  it("are no more and no longer than memory allows", async () => {
    const endless = await linesOf(
      "x".repeat(1_000_000),
      "\r\n",
      "\x1b[1000C\x1b[Dy\x1b[999999999D\x1b[999999999@",
      "\r\nlast",
    );
    expect(endless.map((line) => line.length)).toEqual([1000, 1000, 4]);
    const console = new ConsoleLines();
    for (let line = 0; line < 100_000; line += 1) console.write(`line ${line}\r\n`);
    await console.settled();
    expect(console.lines()).toHaveLength(2000);
    expect(console.lines().slice(-2)).toEqual(["line 99999", ""]);
  });

  it("are parsed in small pieces where each sequence moves many lines, so that keys are read in between", async () => {
    let pieces = 0;
    const console = new ConsoleLines(() => {
      pieces += 1;
    });
    console.write(`${"\x1b[24S".repeat(400)}\x1b[Hlast`);
    await console.settled();
    expect(pieces).toBeGreaterThanOrEqual(10);
    expect(console.lines()).toContain("last");
  });

  it("know where the next character goes", async () => {
    const console = new ConsoleLines();
    console.write("a\r\nlogin: ");
    await console.settled();
    expect(console.cursor()).toEqual({ above: 0, column: 7 });
    console.write("\x1b[A\r");
    await console.settled();
    expect(console.cursor()).toEqual({ above: 1, column: 0 });
  });
});
