import { Text } from "ink";
import prettyBytes from "pretty-bytes";
import { useMemo } from "react";
import { clients, forecast } from "../../src/contents/forecast.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { theme } from "../theme.ts";
import { signs } from "../ui/signs.ts";
import { listingText, usePackageList } from "./package-lists.ts";

const megabytes = (bytes: number) => prettyBytes(bytes, { maximumFractionDigits: 0 });
const gibibytes = (bytes: number) =>
  `${Math.max(0.1, Math.ceil((bytes / 1024 ** 3) * 10) / 10).toFixed(1)} GiB`;

const comesLater = "none yet: the step Packages or the first build fetches this suite's package list";

/** What the settings will cost, in two lines; follows each change. */
export const Estimate = ({ settings }: { readonly settings: Settings }) => {
  const listing = usePackageList(settings);
  const index = listing?.index;
  const cost = useMemo(() => index && forecast(settings, index), [settings, index]);
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
