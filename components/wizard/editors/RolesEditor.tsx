import { Text } from "ink";
import { useMemo } from "react";
import { broughtBy, unreadRoles } from "../../../src/catalog/roles.ts";
import { type Forecast, forecast } from "../../../src/contents/forecast.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { megabytes } from "../amounts.ts";
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
  if (packages <= 0) return "adds no package that is not there already";
  const more = (of: "downloadBytes" | "imageBytes") => megabytes(Math.max(0, after[of] - before[of]));
  return `adds ${packages} packages with what they need: download +${more("downloadBytes")}, image +${more("imageBytes")}`;
};

/** What the role under the cursor brings, and what it adds to the image. */
const RoleNote = ({ role, settings }: { readonly role: string; readonly settings: Settings }) => {
  const index = usePackageList(settings)?.index;
  const cost = useMemo(() => {
    const without = withRole(settings, role, false);
    return index && costOf(forecast(without, index), forecast(withRole(settings, role, true), index));
  }, [index, role, settings]);
  const { packages, enable, memoryMiB } = broughtBy([role], settings.base);
  const more = [
    enable.length > 0 ? `starts ${enable.join(", ")}` : "",
    memoryMiB > 0 ? `needs ${memoryMiB} MiB more on a client` : "",
  ].filter(Boolean);
  return (
    <>
      <Text wrap="truncate">{`brings ${packages.join(", ") || "no packages"}`}</Text>
      {cost ? <Text wrap="truncate">{cost}</Text> : null}
      {more.length > 0 ? <Text wrap="truncate">{more.join("; ")}</Text> : null}
    </>
  );
};

interface Props extends EditorProps {
  readonly items: readonly Item[];
  readonly context: string;
}

/** Takes roles, tells what each one adds, and why a role may not be in the list. */
export const RolesEditor = (props: Props) => {
  const [first, ...more] = unreadRoles;
  return (
    <SeveralEditor
      {...props}
      missing={first ? [first, ...(more.length > 0 ? [`${more.length} more are not read either.`] : [])] : []}
      about={({ value }) => <RoleNote role={value} settings={props.settings} />}
    />
  );
};
