import { differenceWords } from "../../../src/settings/change-words.ts";
import { changesOf, type Draft } from "../../../src/settings/drafts/draft.ts";
import type { Section } from "../../ui/frame/panes.ts";
import { sentences } from "../../ui/frame/sections.ts";

/** What was changed in a draft since it was begun or built, each setting on lines of its own. */
export const changesSection = (title: string, draft: Draft): Section =>
  sentences(
    title,
    changesOf(draft).map((one) => [differenceWords(one)]),
  );
