import { Text } from "ink";
import { clients } from "../../src/contents/forecast.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { theme } from "../theme.ts";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { gibibytes, megabytes } from "./amounts.ts";
import { forecastOf } from "./forecasts.ts";
import { comesLater, listingText, usePackageList } from "./package-lists.ts";

/** What the settings will cost, in two lines; follows each change. On a wide terminal, the pane at the right says it. */
export const Estimate = ({ settings }: { readonly settings: Settings }) => {
  const { panes } = useLayout();
  const listing = usePackageList(settings);
  const index = listing?.index;
  const cost = index && forecastOf(settings, index);
  if (panes) return null;
  if (!cost)
    return (
      <Text {...theme.quiet} wrap="truncate">
        {`estimate  ${listingText(listing, comesLater)}`}
      </Text>
    );
  return (
    <>
      {cost.unknown.length > 0 ? (
        <Text {...theme.warning} wrap="truncate">
          {`${signs.warning} not in this suite: ${cost.unknown.join(", ")}`}
        </Text>
      ) : null}
      <Text wrap="truncate">
        <Text {...theme.quiet}>estimate </Text>
        {` ${cost.packages} packages, download ${megabytes(cost.downloadBytes)}, image ${megabytes(cost.imageBytes)}, a client needs ${gibibytes(cost.clientBytes)}`}
      </Text>
      <Text wrap="truncate" {...theme.quiet}>
        {`          ${clients} clients over 1 Gbit/s load it in about ${Math.max(1, Math.round(cost.loadSeconds))} s`}
      </Text>
    </>
  );
};
