import { Box, Text } from "ink";
import prettyBytes from "pretty-bytes";
import { useMemo, useState } from "react";
import { searchPackages } from "../../../src/distributions/package-index/search.ts";
import { cutColumns, padColumns } from "../../../src/system/text-width.ts";
import { back, help, leave, moving, search } from "../../keys/bindings.ts";
import type { ScreenKeys } from "../../keys/keys.ts";
import { useKeymap } from "../../keys/useKeymap.ts";
import { estimateRows, searchRows } from "../../layout.ts";
import { theme } from "../../theme.ts";
import { SearchList, useSearch } from "../../ui/list/SearchList.tsx";
import { useList } from "../../ui/list/useList.ts";
import { Paragraph } from "../../ui/Paragraph.tsx";
import { signs } from "../../ui/signs.ts";
import { useLayout } from "../../ui/useLayout.ts";
import { Estimate } from "../Estimate.tsx";
import { listingText, usePackageList } from "../package-lists.ts";
import type { EditorProps } from "./props.ts";

/** As many as anybody would look through; a longer search narrows it down. */
const mostShown = 500;

/** In fewer columns a row has the name and the size alone: the line below has the description. */
const roomForSections = 70;
/** The list's cursor and arrows, the box, the size, and blanks between them. */
const besideName = 18;

interface Props extends EditorProps {
  /** Dotted name of the setting. */
  readonly name: string;
}

/** Takes packages from the suite's own list: what was chosen, and what is searched for. */
export const PackagesEditor = ({ name, title, help, value, settings, onChange, onBack }: Props) => {
  const chosen = value as readonly string[];
  const listing = usePackageList(settings, true);
  const index = listing?.index;
  const search = useSearch();
  const [problem, setProblem] = useState<string>();
  const query = search.text.trim();
  const found = useMemo(
    () => (index && query ? searchPackages(index, query, mostShown) : undefined),
    [index, query],
  );
  const row = (one: string) => {
    const known = index?.byName.get(one);
    return {
      section: known?.section ?? "",
      size: known ? prettyBytes(known.installedKiB * 1024, { maximumFractionDigits: 1 }) : "",
      says: known?.description ?? (index ? "not in this suite" : ""),
    };
  };
  const chosenNow = chosen.filter((one) => one.includes(query));
  // Without a list every name is taken; the build tells which do not exist.
  const written = query && !index && !chosen.includes(query) ? [query] : [];
  const names = found ? found.packages.map((one) => one.name) : [...written, ...chosenNow];
  const { body, list: room } = useLayout({ search: searchRows, gap: 1, about: 3, estimate: estimateRows }, 3);
  const list = useList(names, room.rows);
  const { here } = list;
  const toggle = (one: string | undefined) => {
    if (one === undefined) return;
    setProblem(onChange(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]));
  };
  useKeymap(packagesKeys, (command) => {
    setProblem(undefined);
    if (command === "back") onBack();
    else if (command === "search") search.open();
    else if (command === "toggle") toggle(here);
    else if (command === "remove" && here !== undefined && chosen.includes(here)) toggle(here);
    else list.handle(command);
  });
  const about = here === undefined ? undefined : row(here);
  const state = listingText(listing, "no package list: names are taken as they are written");
  return (
    <SearchList
      {...{ title, search, list }}
      context={query && found ? `${found.total} found, ${chosen.length} chosen` : `${chosen.length} chosen`}
      screen={packagesKeys}
      empty={query ? "nothing matches" : "nothing chosen; / searches the suite's list"}
      row={(one) => {
        const { section, size, says } = row(one);
        if (body.columns < roomForSections) {
          const columns = body.columns - besideName;
          return (
            <Text wrap="truncate">
              [{chosen.includes(one) ? "x" : " "}] {padColumns(cutColumns(one, columns, signs.more), columns)}{" "}
              {size.padStart(8)}
            </Text>
          );
        }
        return (
          <Text wrap="truncate">
            [{chosen.includes(one) ? "x" : " "}] {one.padEnd(24)}{" "}
            <Text {...theme.quiet}>{section.padEnd(10)}</Text> {size.padStart(8)} {says}
          </Text>
        );
      }}
    >
      <Box flexGrow={1} />
      <Box flexDirection="column" flexShrink={0} width={body.columns}>
        {problem ? (
          <Paragraph {...theme.warning} text={`${signs.warning} ${problem}`} />
        ) : about?.says ? (
          <Text wrap="truncate">
            <Text {...theme.emphasis}>{here}</Text> {about.says}
          </Text>
        ) : (
          <Paragraph text={help} />
        )}
        <Text {...theme.quiet} wrap="truncate">{`${state}   setting ${name}`}</Text>
        <Estimate settings={settings} />
      </Box>
    </SearchList>
  );
};

export const packagesKeys: ScreenKeys = {
  title: "Packages",
  bindings: [
    search,
    { keys: ["space", "enter"], command: "toggle", label: "choose" },
    { keys: ["x"], command: "remove", label: "remove" },
    ...moving,
    back,
    help,
    leave,
  ],
};
