import type { Command } from "../../keys/keys.ts";
import type { SidePanes } from "../../ui/frame/panes.ts";
import { failureText } from "../../ui/shown-error.ts";
import { signs } from "../../ui/signs.ts";
import { type AskProps, askScreen } from "../Ask.tsx";
import { type QuestionProps, questionScreen } from "../Question.tsx";
import { beside, type Open, open, type Stack } from "../stack.tsx";

/** What tends to the entries of the first screen. */
export interface Options {
  readonly stack: Stack;
  /** What lies beside the questions. */
  readonly around: SidePanes;
  /** Back to the first screen, read anew, with a sentence about what was done. `key`: of the row to be on. */
  readonly onDone: (said: string, key?: string) => void;
  readonly onExit: () => void;
}

/** Why something was not done, in sentences. */
export const failed = (error: Error): string => `${signs.warning} ${failureText(error)}`;

/** Questions on the stack, and the work that follows from their answers. */
export const askingOn = ({ stack, around, onDone, onExit }: Options) => {
  /** Keys wait while it works. */
  const work = (does: () => Promise<string>, key?: string): void => {
    stack.reset();
    does().then(
      (said) => onDone(said, key),
      (error: Error) => onDone(failed(error)),
    );
  };
  const push = (screen: Open): void => stack.push(beside(around, screen));
  const stay = () => void stack.pop();
  const handle = (confirm?: () => void) => (pressed: Command) => {
    if (pressed === "quit") onExit();
    else if (pressed === "confirm") confirm?.();
    else if (pressed === "back") stay();
  };
  return {
    work,
    stay,
    done: onDone,
    question: (props: Omit<QuestionProps, "onCommand">, does: () => Promise<string>): void =>
      push(open(questionScreen, () => ({ ...props, onCommand: handle(() => work(does)) }))),
    ask: (props: Omit<AskProps, "onTake" | "onCommand">, onTake: AskProps["onTake"]): void =>
      push(open(askScreen, () => ({ ...props, onTake, onCommand: handle() }))),
  };
};
export type Asking = ReturnType<typeof askingOn>;
