import { lastPicture } from "../../../src/boot/before.ts";
import type { Picture } from "../../../src/boot/picture/picture.ts";
import type { Forecast } from "../../../src/contents/forecast.ts";
import type { Draft } from "../../../src/settings/drafts/draft.ts";
import { loadDraft } from "../../../src/settings/drafts/file.ts";
import { forecastOf } from "../../wizard/forecasts.ts";
import { packageListOf } from "../../wizard/package-lists.ts";
import { presetSettings } from "./preset-settings.ts";
import { type Entry, releaseOf } from "./rows.ts";

/** What is known of an entry only after some time. */
export interface Later {
  /** What a preset costs; none where it has mistakes, or its suite's package list is not here. */
  readonly forecast?: Forecast | undefined;
  /** All of a draft; none where it cannot be read. */
  readonly draft?: Draft | undefined;
  /** The screen of a client in the last test boot of a release. */
  readonly picture?: Picture | undefined;
}

export const laterOf = async (entry: Entry): Promise<Later> => {
  if (entry.kind === "preset") {
    const settings = presetSettings(entry.preset);
    if (typeof settings === "string") return {};
    const index = await packageListOf(settings);
    return { forecast: index && forecastOf(settings, index) };
  }
  if (entry.kind === "draft") return { draft: await loadDraft(entry.draft.name) };
  const release = releaseOf(entry);
  return { picture: release?.tested && (await lastPicture(release.entry.directory)) };
};
