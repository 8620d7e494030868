import { type Forecast, forecast } from "../../src/contents/forecast.ts";
import type { PackageIndex } from "../../src/distributions/package-index/package-index.ts";
import type { Settings } from "../../src/settings/schema.ts";

/** By the list and the settings that they were made of, so that every screen and pane shares one. */
const made = new WeakMap<PackageIndex, WeakMap<Settings, Forecast>>();

/** What settings will cost by a suite's package list; the same object for the same settings. */
export const forecastOf = (settings: Settings, index: PackageIndex): Forecast => {
  const ofIndex = made.get(index) ?? new WeakMap<Settings, Forecast>();
  made.set(index, ofIndex);
  const known = ofIndex.get(settings) ?? forecast(settings, index);
  ofIndex.set(settings, known);
  return known;
};
