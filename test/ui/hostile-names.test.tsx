import { afterEach, expect, it } from "vitest";
import { Mistakes } from "../../components/app/Mistakes.tsx";
import { Question } from "../../components/app/Question.tsx";
import { LineEntry } from "../../components/ui/LineEntry.tsx";
import { draw } from "../support/ui/draw.tsx";

/** What a terminal would act on, and what turns the direction of text. */
const hostile = "ev\x1b[2J\r\x07\u202eil";

let screen: ReturnType<typeof draw>;
afterEach(() => screen.unmount());

it.each([80, 120])("titles have no control characters on %i columns", async (columns) => {
  screen = draw(<Mistakes title={`The preset ${hostile}`} text="" onCommand={() => {}} />, columns, 30);
  await screen.shows("The preset evil");
  expect(screen.frame()).not.toMatch(/[\r\x07\u202e]/);
});

it("a name that has to be written is written without its control characters", async () => {
  let answer = "";
  const question = (
    <Question
      {...{ title: "Delete", warning: "It is deleted.", word: hostile }}
      onCommand={(command) => {
        answer = command;
      }}
    />
  );
  screen = draw(question);
  await screen.shows("To go on, write evil");
  screen.press("evil");
  await screen.shows(/name evil/);
  screen.press("enter");
  await expect.poll(() => answer).toBe("confirm");
});

it("a line shows none of the control characters that it began with", async () => {
  screen = draw(<LineEntry sign="name" start={hostile} onTake={() => {}} onBack={() => {}} />);
  await screen.shows("name evil");
  expect(screen.frame()).not.toMatch(/[\r\x07\u202e]/);
});
