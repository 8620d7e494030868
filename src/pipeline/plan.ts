import { createHash } from "node:crypto";
import type { Settings } from "../settings/schema.ts";
import type { Plan, PlanFacts, Stage, StageDefinition, StageName } from "./stage.ts";

/** JSON with sorted keys, so that the order of keys in a settings file does not matter. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, item) =>
    item && typeof item === "object" && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );

const digest = (value: unknown): string => createHash("sha256").update(canonical(value)).digest("hex");

/**
 * The stages of a build in their order, made from settings and the builder's definitions. Pure.
 * @param probed digests of the results of probe stages, by the stages' names, as far as they have run
 */
export const plan = (
  definitions: readonly StageDefinition[],
  settings: Settings,
  facts: PlanFacts,
  probed: ReadonlyMap<StageName, string> = new Map(),
): Plan => {
  const stages: Stage[] = [];
  for (const { revision, when, requires, ...definition } of definitions) {
    if (when && !when(settings)) continue;
    const { name } = definition;
    // What the settings leave out of the plan is not waited for.
    const needs = definition.needs.filter((need) => stages.some((stage) => stage.name === need));
    const inputs = definition.inputs(settings, facts);
    const keys = needs.map((need) => stages.find((stage) => stage.name === need)?.key);
    const sources = facts.sources[name];
    const key = probed.get(name) ?? digest({ name, revision, sources, inputs, keys });
    stages.push({
      ...definition,
      needs,
      key,
      inputs,
      ...(requires ? { requires: requires(settings, facts) } : {}),
    });
  }
  return stages;
};
