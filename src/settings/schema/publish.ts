import { z } from "zod";
import { oneOf } from "./setting.ts";

/** What a release goes through before clients get it, where the settings do not say. */
export const usualProof = "look";

export const publish = z.strictObject({
  proof: oneOf(
    {
      look: "the parts are looked at: programs with their libraries, modules, units, tools of the boot script",
      none: "nothing is checked",
    },
    usualProof,
    {
      help: "What an image has to pass before clients get it. One that fails stays a candidate: thinsmith release promote IMAGE --unproven gives it to them all the same.",
    },
  ),
});
