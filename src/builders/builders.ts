import type { Builder } from "../pipeline/builder.ts";
import type { StageName } from "../pipeline/stage.ts";
import type { Settings } from "../settings/schema.ts";
import { localBuilder } from "./local/builder.ts";
import { vagrantBuilder } from "./vagrant/builder.ts";

/** The builders, by the names that settings have for them. */
const builders: Readonly<Record<Settings["base"]["builder"], Builder>> = {
  local: localBuilder,
  vagrant: vagrantBuilder,
};

/** The builder of settings. */
export const builderOf = ({ base }: Pick<Settings, "base">): Builder => builders[base.builder];

/** The names of the stages of all builders, without duplicates. */
export const stageNames: readonly StageName[] = [
  ...new Set(Object.values(builders).flatMap(({ stages }) => stages.map(({ name }) => name))),
];
