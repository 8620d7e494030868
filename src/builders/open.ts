import type { Builder } from "../pipeline/builder.ts";
import type { Settings } from "../settings/schema.ts";
import { localBuilder } from "./local/stages.ts";
import { openVagrantBuilder } from "./vagrant/open.ts";

/**
 * The builder of the settings, ready to work.
 * @param useCache false does again even what is known to be done
 * @throws ThinsmithError when it cannot work here
 */
export const openBuilder = async (settings: Settings, useCache: boolean): Promise<Builder> =>
  settings.base.builder === "local" ? localBuilder : openVagrantBuilder(settings, useCache);
