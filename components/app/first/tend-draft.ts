import { deleteDraft, renameDraft } from "../../../src/settings/drafts/file.ts";
import type { Command } from "../../keys/keys.ts";
import type { Asking } from "./asking.ts";
import { keyOfDraft } from "./rows.ts";

/** Does what the first screen has keys for with a draft: asks first. */
export const tendDraft = (command: Command, name: string, { stay, done, question, ask }: Asking): void => {
  const askRemove = () =>
    question(
      { title: `Delete ${name}`, warning: `The draft ${name} is deleted, with all that was changed in it.` },
      async () => {
        await deleteDraft(name);
        return `The draft ${name} is deleted.`;
      },
    );
  const askName = () =>
    ask(
      {
        ...{ title: `Rename ${name}`, label: "name", start: name },
        about: "The name of the draft alone. That of its image is a setting in its first step.",
      },
      async (to) => {
        if (to === name) return stay();
        await renameDraft(name, to);
        done(`The draft ${name} is called ${to} now.`, keyOfDraft(to));
        return undefined;
      },
    );

  if (command === "remove") askRemove();
  if (command === "rename") askName();
};
