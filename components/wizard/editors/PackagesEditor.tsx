import { Box, Text } from "ink";
import { useEffect, useMemo, useRef, useState } from "react";
import { several, severalFound, severalSearch } from "../../keys/bindings.ts";
import type { ScreenKeys } from "../../keys/keys.ts";
import { estimateRows, searchRows } from "../../layout.ts";
import { theme } from "../../theme.ts";
import { useSidePanes } from "../../ui/frame/panes.ts";
import { PickList } from "../../ui/list/PickList.tsx";
import { useList } from "../../ui/list/useList.ts";
import { usePickKeys, usePickLine } from "../../ui/list/usePick.ts";
import { Paragraph } from "../../ui/Paragraph.tsx";
import { signs } from "../../ui/signs.ts";
import { editing, insert } from "../../ui/text-edit.ts";
import { useLayout } from "../../ui/useLayout.ts";
import { useResting } from "../../ui/useResting.ts";
import { Details } from "../Details.tsx";
import { Estimate } from "../Estimate.tsx";
import { listingText, usePackageList } from "../package-lists.ts";
import { packagesOf } from "../packages/image-packages.ts";
import { PackageCells, rightOf } from "../packages/PackageCells.tsx";
import { factsOf } from "../packages/package-facts.ts";
import { packageLines, packageSection } from "../packages/package-lines.ts";
import { type PackageRow, type PackageUse, packageRows } from "../packages/package-rows.ts";
import { namesIn, takeNames } from "../packages/pasted-names.ts";
import type { EditorProps } from "./props.ts";

const uses: Readonly<Record<string, PackageUse>> = {
  "packages.remove": "takes",
  "exclude.packages": "takes",
};

/**
 * The names that come first in the list: those that were chosen when it was opened, and those that came in by a search. What
 * is given back keeps its row, so that the cursor stays where it is.
 */
const useFirst = (chosen: readonly string[], use: PackageUse): readonly string[] => {
  const [first, setFirst] = useState(chosen);
  const added = use === "brings" ? chosen.filter((name) => !first.includes(name)) : [];
  const all = added.length > 0 ? [...first, ...added] : first;
  if (all !== first) setFirst(all);
  return all;
};

/** What was just done, or why not; shown as long as the search line is as it was then. */
interface Note {
  readonly at: string;
  readonly text: string;
  readonly whole: boolean;
}

interface Props extends EditorProps {
  /** Dotted name of the setting. */
  readonly name: string;
}

/** Packages by name: those that a setting has, those of the image with who brings them, and what is searched for. */
export const PackagesEditor = ({ name, title, help, value, settings, onChange, onBack }: Props) => {
  const chosen = value as readonly string[];
  const use = uses[name] ?? "brings";
  const listing = usePackageList(settings, true);
  const index = listing?.index;
  const line = usePickLine();
  const { query } = line;
  const [note, setNote] = useState<Note>();
  const [open, setOpen] = useState(false);
  const first = useFirst(chosen, use);
  const { rows, total } = useMemo(() => {
    const included = index && packagesOf(settings, index);
    return packageRows({ use, chosen, first, query, index, included });
  }, [use, chosen, first, query, index, settings]);
  const parts = { search: searchRows, gap: 1, about: 3, estimate: estimateRows };
  const { body, list: room, panes } = useLayout(parts, 3);
  const list = useList(rows, room.rows);
  const here = list.here?.name;
  const now = useMemo(() => ({ here, settings }), [here, settings]);
  const rested = useResting(now);
  const of = open ? now : rested;
  const facts = useMemo(
    () => ((open || panes) && index && of.here ? factsOf(of.here, of.settings, index) : undefined),
    [open, panes, index, of],
  );
  const around = useSidePanes();
  const sides = useMemo(() => {
    const [image] = around.right ?? [];
    return panes && facts
      ? { left: around.left, right: [...(image ? [image] : []), packageSection(facts)] }
      : around;
  }, [around, panes, facts]);

  const say = (text: string, whole: boolean, at = line.edit.text) => setNote({ at, text, whole });
  /** @returns whether the package was taken, or given back */
  const toggle = (one: string): boolean => {
    const row = rows.find((other) => other.name === one);
    if (row?.fixed) {
      say(`${one} stays: ${row.fixed}. The setting uninstall (packages.remove) takes it out.`, false);
      return false;
    }
    const adds = !chosen.includes(one);
    const refused = onChange(adds ? [...chosen, one] : chosen.filter((other) => other !== one));
    if (refused) say(refused, false);
    else setNote(undefined);
    return refused === undefined;
  };
  /** @returns whether it was a list of names */
  const takeAll = (text: string): boolean => {
    const known = (one: string) => index?.byName.has(one) ?? false;
    const names = namesIn(text);
    if (!index || !(names.some(known) || /[,;\n]/.test(text))) return false;
    const taken = takeNames(text, chosen, index);
    const refused = taken.chosen.length > chosen.length ? onChange(taken.chosen) : undefined;
    say(refused ?? taken.says, !refused && taken.whole, "");
    line.clear();
    list.go(0);
    return true;
  };
  /** What was pasted before the list was there: its names are taken once it is. */
  const pasted = useRef<string>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the list comes
  useEffect(() => {
    if (!index) return;
    // What was said without the list may be wrong.
    setNote(undefined);
    const text = pasted.current;
    pasted.current = undefined;
    // Not where another search was written meanwhile.
    if (text && query === insert(editing(""), text).text.trim() && namesIn(text).length > 1) takeAll(text);
  }, [index]);
  const screen = usePickKeys({
    ...{ line, list },
    keys: { all: packagesKeys, writing: packagesSearchKeys, found: packagesFoundKeys },
    onPaste: (text) => {
      if (!index) pasted.current = text;
      return namesIn(text).length > 1 && takeAll(text);
    },
    onCommand: (command) => {
      const several = namesIn(query).length > 1 && namesIn(query).every((one) => index?.byName.has(one));
      if (command === "back" || (command === "accept" && query === "")) onBack();
      else if (command === "accept" && several) takeAll(query);
      else if (here === undefined) return;
      else if (command === "view") setOpen(true);
      else if (command === "toggle") toggle(here);
      else if (command === "accept" && toggle(here)) {
        // The next one can be searched for at once; the cursor is on what was just chosen.
        line.clear();
        list.go(first.includes(here) ? first.indexOf(here) : first.length);
      }
    },
  });
  const said = note?.at === line.edit.text ? note : undefined;
  if (open && here && facts)
    return (
      <Details
        title="Package"
        name={here}
        chosen={chosen.includes(here)}
        linesIn={(columns) => packageLines(facts, columns)}
        problem={said?.whole === false ? said.text : undefined}
        onToggle={() => toggle(here)}
        onBack={() => setOpen(false)}
      />
    );
  const state = listingText(listing, "no package list; names are not checked");
  const { by = "", description = "" } = list.here ?? {};
  return (
    <PickList
      {...{ title, line, list, screen, panes: sides }}
      context={query && index ? `${total} found, ${chosen.length} chosen` : `${chosen.length} chosen`}
      empty={query ? "nothing matches" : "no packages yet; type to search the packages of the suite"}
      row={(row) => <PackageCells {...{ row, query }} columns={body.columns} />}
      {...(rows.some(({ by }) => by) && { right: (row: PackageRow) => rightOf(row, body.columns) })}
    >
      <Box flexGrow={1} />
      <Box flexDirection="column" flexShrink={0} width={body.columns}>
        {said ? (
          <Paragraph
            {...(said.whole ? theme.good : theme.warning)}
            text={`${said.whole ? signs.done : signs.warning} ${said.text}`}
          />
        ) : here !== undefined && (by || description) ? (
          <Text wrap="truncate">
            <Text {...theme.emphasis}>{here}</Text>
            {by ? <Text {...theme.accent}>{` ${by}`}</Text> : null} {description}
          </Text>
        ) : (
          <Paragraph text={help} />
        )}
        <Text {...theme.quiet} wrap="truncate">{`${state}   setting ${name}`}</Text>
        <Estimate settings={settings} />
      </Box>
    </PickList>
  );
};

export const packagesKeys: ScreenKeys = { title: "Packages", bindings: several };

export const packagesSearchKeys: ScreenKeys = {
  title: "Packages, while you search",
  bindings: severalSearch,
};

export const packagesFoundKeys: ScreenKeys = {
  title: "Packages, among the results",
  bindings: severalFound,
};
