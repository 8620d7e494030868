import { Writable } from "node:stream";
import { afterEach, expect, it, vi } from "vitest";
import { segmentsOf } from "../../../components/terminal/compose.ts";
import { OverlayStore } from "../../../components/terminal/overlay.ts";
import { TerminalOutput } from "../../../components/terminal/terminal-output.ts";

afterEach(() => vi.useRealTimers());

/** A terminal, what it was sent, and what makes it take the last of that. */
const openLine = () => {
  const sent: string[] = [];
  let done: (() => void) | undefined;
  const terminal = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, taken) => {
      sent.push(String(chunk));
      done = taken;
    },
  });
  const stream = Object.assign(terminal, { columns: 80, rows: 24 });
  const output = new TerminalOutput(stream as unknown as NodeJS.WriteStream, new OverlayStore());
  const take = async () => {
    done?.();
    await drawn();
  };
  return { sent, stream, output, take };
};

/** What is drawn in the same turn is written behind it. */
const drawn = () => new Promise((after) => setImmediate(after));

it("frames are skipped while the terminal takes no more, and then the newest is written", async () => {
  const { sent, output, take } = openLine();
  const draw = async (from: number, to: number) => {
    for (let frame = from; frame <= to; frame += 1) {
      output.write(`${`frame ${frame} `.padEnd(80, String(frame % 10))}\n`.repeat(20));
      await drawn();
    }
  };
  const written = () => sent.map((text) => /frame (\d+) /.exec(text)?.[1]);
  await draw(1, 100);
  expect(written()).toEqual(["1"]);
  await take();
  expect(written()).toEqual(["1", "100"]);
  await draw(101, 200);
  await take();
  expect(written()).toEqual(["1", "100", "200"]);
  output.close();
});

it("a terminal that is resized all the time is drawn at once, and then as often as frames can be", () => {
  vi.useFakeTimers();
  const { stream, output } = openLine();
  const sizes: number[] = [];
  output.on("resize", () => sizes.push(output.columns));
  for (let width = 1; width <= 50; width += 1) {
    stream.columns = 60 + width;
    stream.emit("resize");
    if (width === 1) expect(sizes).toEqual([61]);
    vi.advanceTimersByTime(20);
  }
  vi.runAllTimers();
  expect(sizes.at(-1)).toBe(110);
  // Each third one, and the last.
  expect(sizes).toHaveLength(18);
  output.close();
});

it("the row that the cursor is on is a bar over the whole width, in the terminal's own colours", () => {
  const frame = "\x1b[9m\x1b[36m>\x1b[39m\x1b[29m \x1b[32mgreen\x1b[39m \x1b[4mfound\x1b[24m 漢\nnext";
  const [here, next] = segmentsOf(frame, 20, undefined);
  expect(here?.text).toBe(`\x1b[7m> green \x1b[4mfound\x1b[24m 漢${" ".repeat(4)}\x1b[0m`);
  expect(next?.text).toBe("next");
});

it("what is copied is in a form in which no text can end it", () => {
  const { sent, output } = openLine();
  output.copy("a\x07\x1b\\ b");
  expect(sent).toEqual([`\x1b]52;c;${Buffer.from("a\x07\x1b\\ b").toString("base64")}\x07`]);
});

it("a terminal that tells no size, as a serial line, is drawn on as one of 80x24", async () => {
  const { sent, stream, output } = openLine();
  Object.assign(stream, { columns: 0, rows: 0 });
  output.write(`${"row\n".repeat(30)}`);
  await drawn();
  expect(sent.join("").match(/row/g)).toHaveLength(24);
  expect([output.columns, output.rows]).toEqual([80, 24]);
  output.close();
});
