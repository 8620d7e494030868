import { Text } from "ink";
import { clients } from "../../src/contents/forecast.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { theme } from "../theme.ts";
import { count, gibibytes, megabytes, minutes } from "../ui/format.ts";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { buildTimeOf, forecastOf } from "./forecasts.ts";
import { comesLater, listingText, usePackageList } from "./package-lists.ts";

/** What the settings will cost, in two lines; follows each change. On a wide terminal, the pane at the right says it. */
export const Estimate = ({ settings }: { readonly settings: Settings }) => {
  const { panes, width } = useLayout();
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
  const packages = count(cost.packages, "package");
  const image = `image ${megabytes(cost.imageBytes)}, a client needs ${gibibytes(cost.clientBytes)}`;
  const download = `download ${megabytes(cost.downloadBytes)}`;
  const load = `${Math.max(1, Math.round(cost.loadSeconds))} s`;
  const time = `about ${minutes(buildTimeOf(settings, cost))} to build`;
  return (
    <>
      {cost.unknown.length > 0 ? (
        <Text {...theme.warning} wrap="truncate">
          {`${signs.warning} ${count(cost.unknown.length, "package")} not in this suite: ${cost.unknown.join(", ")}`}
        </Text>
      ) : null}
      {width === "narrow" ? (
        <>
          <Text wrap="truncate">{`${image}, ${time}`}</Text>
          <Text wrap="truncate" {...theme.quiet}>
            {`${packages}, ${download}; ${clients} clients load it in ${load}`}
          </Text>
        </>
      ) : (
        <>
          <Text wrap="truncate">
            <Text {...theme.quiet}>estimate </Text>
            {` ${packages}, ${download}, ${image}`}
          </Text>
          <Text wrap="truncate" {...theme.quiet}>
            {`          ${clients} clients over 1 Gbit/s load it in about ${load}; ${time}`}
          </Text>
        </>
      )}
    </>
  );
};
