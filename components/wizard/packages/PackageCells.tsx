import { Text } from "ink";
import prettyBytes from "pretty-bytes";
import { memo } from "react";
import { fuzzyMatches, wordMarks } from "../../../src/grammar/fuzzy.ts";
import { cutColumns } from "../../../src/system/text-width.ts";
import { theme } from "../../theme.ts";
import { Marked } from "../../ui/Marked.tsx";
import { signs } from "../../ui/signs.ts";
import type { PackageRow } from "./package-rows.ts";

/** In fewer columns a row has the name and the size alone: the line below has the description. */
const roomForSections = 70;
/** The list's cursor and arrows, the box, the size, by whom, and blanks between them. */
const besideName = 32;
const nameColumns = 24;
const byColumns = 13;

/** By whom a package is in the image, at the right of its row; the line below says "by", where there is no room. */
export const rightOf = ({ by }: PackageRow, columns: number): string =>
  columns < roomForSections
    ? cutColumns(by.replace(/^by /, ""), byColumns, signs.more).padEnd(byColumns)
    : by;

const marksOf = (name: string, query: string) => {
  const marks = wordMarks(name, query);
  return query === "" || marks.length > 0 ? marks : (fuzzyMatches([name], query)[0]?.marks ?? []);
};

interface Props {
  readonly row: PackageRow;
  readonly query: string;
  readonly columns: number;
}

/**
 * A package of a list, in a row: whether it is chosen, its name, its section, its size, what it is. Most rows stay as they
 * are when the cursor moves.
 */
export const PackageCells = memo(({ row, query, columns }: Props) => {
  const { name, section, installedBytes, description, chosen, fixed } = row;
  const narrow = columns < roomForSections;
  const width = narrow ? columns - besideName : nameColumns;
  const shown = narrow ? cutColumns(name, width, signs.more) : name;
  const size = installedBytes === undefined ? "" : prettyBytes(installedBytes, { maximumFractionDigits: 1 });
  return (
    <Text wrap="truncate" {...(fixed === undefined ? {} : theme.quiet)}>
      [{chosen || fixed !== undefined ? "x" : " "}] <Marked text={shown} marks={marksOf(shown, query)} />
      {" ".repeat(Math.max(0, width - shown.length))}{" "}
      {narrow ? null : <Text {...theme.quiet}>{section.padEnd(10)} </Text>}
      {size.padStart(8)}
      {narrow ? null : (
        <>
          {" "}
          <Marked text={description} marks={wordMarks(description, query)} />
        </>
      )}
    </Text>
  );
});
