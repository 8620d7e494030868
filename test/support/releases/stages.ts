import { localStages } from "../../../src/builders/local/definitions.ts";
import { plan } from "../../../src/pipeline/plan.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

const facts = {
  sources: {},
  privilege: "root",
  siteFiles: { overlays: [], certificates: "", demanded: {} },
} as const;

/** The stages of a build on this machine. */
export const localStageNames = plan(localStages, parseSettings({ version: 1 }), facts).map(
  ({ name }) => name,
);
