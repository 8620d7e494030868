import { plan } from "../../../src/pipeline/plan.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

const facts = {
  bootstrapSources: "",
  customizeSources: "",
  templateSources: "",
  privilege: "root",
  siteFiles: "",
} as const;

/** The stages of a build on this machine. */
export const localStageNames = plan(parseSettings({ version: 1 }), facts).map(({ name }) => name);
