import { useMemo } from "react";
import { broughtBy, unreadRoles } from "../../../src/catalog/roles.ts";
import type { Forecast } from "../../../src/contents/forecast.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { count, megabytes } from "../../ui/format.ts";
import { forecastOf } from "../forecasts.ts";
import { usePackageList } from "../package-lists.ts";
import type { EditorProps } from "./props.ts";
import { type Item, SeveralEditor } from "./SeveralEditor.tsx";

const withRole = (settings: Settings, role: string, chosen: boolean): Settings => {
  const others = settings.packages.roles.filter((name) => name !== role);
  return { ...settings, packages: { ...settings.packages, roles: chosen ? [...others, role] : others } };
};

/** What a role costs beside all else that is chosen, in words. */
const costOf = (before: Forecast, after: Forecast): string => {
  const packages = after.packages - before.packages;
  if (packages <= 0) return "adds no packages: all are in the image already";
  const more = (of: "downloadBytes" | "imageBytes") => megabytes(Math.max(0, after[of] - before[of]));
  return `adds ${count(packages, "package")} with what they need: download +${more("downloadBytes")}, image +${more("imageBytes")}`;
};

/** What a role brings, and what it adds to the image. */
const roleText = (role: string, settings: Settings, cost: string | undefined): string[] => {
  const { packages, enable, memoryMiB } = broughtBy([role], settings.base);
  return [
    ...(cost === undefined ? [] : [cost]),
    ...(memoryMiB > 0 ? [`needs ${memoryMiB} MiB more on a client`] : []),
    ...(enable.length > 0 ? [`starts ${enable.join(", ")}`] : []),
    `brings ${packages.join(", ") || "no packages"}`,
  ];
};

interface Props extends EditorProps {
  readonly items: readonly Item[];
  readonly context: string;
}

/** Takes roles, tells what each one adds, and why a role may not be in the list. */
export const RolesEditor = (props: Props) => {
  const [first, ...more] = unreadRoles;
  const { settings } = props;
  const index = usePackageList(settings)?.index;
  /** What roles cost, each worked out when the cursor comes to it. */
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list, other settings: other costs
  const costs = useMemo(() => new Map<string, string>(), [index, settings]);
  const cost = (role: string): string | undefined => {
    if (!index) return undefined;
    const known =
      costs.get(role) ??
      costOf(
        forecastOf(withRole(settings, role, false), index),
        forecastOf(withRole(settings, role, true), index),
      );
    costs.set(role, known);
    return known;
  };
  return (
    <SeveralEditor
      {...props}
      missing={first ? [first, ...(more.length > 0 ? [`${more.length} more are not read either.`] : [])] : []}
      about={({ value }) => roleText(value, settings, cost(value))}
    />
  );
};
