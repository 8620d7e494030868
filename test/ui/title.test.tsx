import { afterEach, expect, it } from "vitest";
import { Frame } from "../../components/ui/frame/Frame.tsx";
import { NoticeProvider } from "../../components/ui/frame/notice.ts";
import { Help, helpKeys } from "../../components/ui/Help.tsx";
import { draw } from "../support/ui/draw.tsx";

let screen: ReturnType<typeof draw>;
afterEach(() => screen.unmount());

const titled = (title: string, said: string, columns: number) => {
  const framed = <Frame title={title} context="the context" screen={helpKeys} />;
  screen = draw(<NoticeProvider value={{ said }}>{framed}</NoticeProvider>, columns, 20);
  return () => screen.frame().split("\n");
};

it("what was just done stands beside the title where it fits", async () => {
  const lines = titled("The title", "it was done", 60);
  await screen.shows("it was done");
  expect(lines()[0]).toMatch(/^ The title {30,}it was done$/);
  expect(lines()[1]).toMatch(/^─+$/);
});

it("what was just done takes the title's place where it is longer, and the rule's", async () => {
  const said = "there is no preset called window: the command line begins with console";
  const lines = titled("The title", said, 60);
  await screen.shows("there is no preset");
  expect(`${lines()[0]?.trim()} ${lines()[1]?.trim()}`).toBe(said);
  expect(lines()).toHaveLength(19);
});

it("what was just done is cut with a sign where it is longer than that", async () => {
  const lines = titled("The title", "word ".repeat(60).trim(), 60);
  await screen.shows("word");
  expect(lines()[1]).toMatch(/word …$/);
  expect(lines()[2]?.trim()).toBe("");
});

it("the help says all that keys mean in the smallest terminal", async () => {
  const note = "only where letters are not taken as text: ".repeat(3).trim();
  const keys = { title: "A screen", bindings: [{ keys: ["x"], command: "accept", label: note }] } as const;
  screen = draw(<Help about={keys} finds={false} hasMouse={false} onClose={() => {}} />, 60, 20);
  await screen.shows("only where");
  const list = screen
    .frame()
    .split("\n")
    .slice(2, -2)
    .map((line) => line.replace(/^[ ❯]*(x )?/, "").trim());
  expect(list.join(" ").replaceAll(/\s+/g, " ")).toContain(note);
});
