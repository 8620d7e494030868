import { z } from "zod";
import * as grammar from "../../grammar/grammar.ts";
import { setting } from "./setting.ts";

/** How a release is published. */
export const publish = z.strictObject({
  key: setting(grammar.presetName.nullable().default(null), {
    label: "signed by",
    help: "Name of the keys that sign the release (thinsmith keys make). This machine then takes no release of the image that they have not signed, and clients check overlays and home archives of other servers. None: not signed.",
  }),
});
