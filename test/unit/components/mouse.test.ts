import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { type MouseEvent, mouseEvent } from "../../../components/terminal/mouse.ts";
import { TerminalInput } from "../../../components/terminal/terminal-input.ts";
import { waitFor } from "../../support/wait.ts";

/** Between two chunks: the second one comes when Ink has got all of those before it, which are keys. */
const read = Symbol("read");

/**
 * What Ink and the mouse's listener get of chunks that a terminal sends.
 * @param pieces gets what Ink gets, piece by piece
 */
const givenAs = async (pieces: string[], ...chunks: (string | typeof read)[]) => {
  const keyboard = Object.assign(new PassThrough(), { setRawMode: () => {}, ref: () => {}, unref: () => {} });
  const input = new TerminalInput(keyboard as unknown as NodeJS.ReadStream);
  const events: MouseEvent[] = [];
  let text = "";
  input.mouse((event) => events.push({ ...event, at }));
  input.on("data", (data) => {
    text += data;
    pieces.push(String(data));
  });
  let sent = "";
  for (const chunk of chunks) {
    if (chunk === read) await waitFor(() => text === sent);
    else {
      sent += chunk;
      keyboard.write(chunk);
    }
    await new Promise((taken) => setImmediate(taken));
  }
  // What comes last is handled last.
  keyboard.write("END");
  await waitFor(() => text.endsWith("END"));
  input.close();
  return { events, text: text.slice(0, -3) };
};
const given = (...chunks: (string | typeof read)[]) => givenAs([], ...chunks);

const press = "\x1b[<0;5;3M";
const at = 0;
const pressed = { at, kind: "press", row: 2, column: 4 };

describe("the mouse", () => {
  it("is told by its reports", () => {
    expect(mouseEvent(press, at)).toEqual(pressed);
    expect(mouseEvent("\x1b[<0;5;3m", at)).toEqual({ ...pressed, kind: "release" });
    expect(mouseEvent("\x1b[<32;6;3M", at)).toEqual({ at, kind: "drag", row: 2, column: 5 });
    expect(mouseEvent("\x1b[<64;1;1M", at)).toEqual({ at, kind: "wheel", row: 0, column: 0, by: -1 });
    expect(mouseEvent("\x1b[<81;1;1M", at)).toEqual({ at, kind: "wheel", row: 0, column: 0, by: 1 });
    for (const other of ["\x1b[<2;1;1M", "\x1b[<35;1;1M", "\x1b[<0;1M", "\x1b[M !!", "[<0;1;1M", `${press}x`])
      expect(mouseEvent(other, at), other).toBeUndefined();
  });

  it("never types, wherever a report is split", async () => {
    for (let split = 1; split < press.length; split += 1)
      expect(await given("a", press.slice(0, split), press.slice(split), "b"), String(split)).toEqual({
        events: [pressed],
        text: "ab",
      });
    // Over a slow line the rest may come after Esc was taken for the key.
    expect(await given("\x1b", read, "[<0;5;3M", "b")).toEqual({ events: [], text: "\x1bb" });
    expect(await given(`${press}\x1b[<0;5;3m${press}`.repeat(40))).toMatchObject({ text: "" });
  });

  it("leaves Esc, Alt and pastes as they are", async () => {
    const keys: string[] = [];
    await givenAs(keys, "\x1b", "j", "\x1b", "\x1b", "k");
    expect(keys).toEqual(["\x1b", "j", "\x1b", "\x1b", "k", ..."END"]);
    expect(await given("\x1b", read, "\x1bj", read, "\x1b[A")).toEqual({
      events: [],
      text: "\x1b\x1bj\x1b[A",
    });
    expect(await given(`\x1b[200~x${press}y\x1b[201~`)).toEqual({
      events: [],
      text: "\x1b[200~xy\x1b[201~",
    });
  });

  it("takes turns of the wheel and moves that came together as one", async () => {
    const { events } = await given("\x1b[<65;1;1M".repeat(500) + "\x1b[<64;1;2M".repeat(20));
    const turns = events.flatMap((event) => (event.kind === "wheel" ? [event.by] : []));
    expect(turns.reduce((sum, by) => sum + by, 0)).toBe(480);
    expect(turns.length).toBeLessThan(5);
    const moves = Array.from({ length: 100 }, (_, column) => `\x1b[<32;${column + 1};1M`).join("");
    const drags = (await given(press + moves)).events.slice(1);
    expect(drags.length).toBeLessThan(5);
    expect(drags.at(-1)).toEqual({ at, kind: "drag", row: 0, column: 99 });
  });
});
