import { z } from "zod";
import * as grammar from "../../grammar/grammar.ts";
import { oneOf, setting } from "./setting.ts";

/** How a release is published. */
export const publish = z.strictObject({
  proof: oneOf(
    {
      boot: "looked at, then booted in QEMU with the memory that a client needs: it has to be up without a failed unit, and to do what its roles are for",
      look: "the parts are looked at: programs with their libraries, modules, units, tools of the boot script",
      none: "nothing is checked",
    },
    "boot",
    {
      help: "What an image has to pass before clients get it. A boot needs QEMU; publish.proof=look does without. One that fails stays a candidate: thinsmith release promote IMAGE --unproven gives it to them all the same.",
    },
  ),
  key: setting(grammar.presetName.nullable().default(null), {
    label: "signed by",
    help: "Name of the keys that sign the release (thinsmith keys make). This machine then takes no release of the image that they have not signed, and clients check overlays and home archives of other servers. None: not signed.",
  }),
});
