import { Box } from "ink";
import prettyBytes from "pretty-bytes";
import { useMemo } from "react";
import type { ManifestChanges } from "../../src/image/compare/manifests.ts";
import type { PackageChange } from "../../src/image/compare/packages.ts";
import { loadedFiles } from "../../src/release/files/loaded-files.ts";
import { invocation } from "../../src/system/invocation.ts";
import { shortPath } from "../../src/system/paths.ts";
import type { BootWords } from "../boot/boot-words.ts";
import { type Line, run } from "../charts/line.ts";
import { changesSections } from "../inspect/changes-section.ts";
import { accept, help, moving, quit, toBack, search as toSearch } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { count, when } from "../ui/format.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { hasAllSections, type Section } from "../ui/frame/panes.ts";
import { filesSection, packagesSection } from "../ui/frame/release-sections.ts";
import { atMost, type Said, wrappedLines } from "../ui/frame/sections.ts";
import { LineText } from "../ui/LineText.tsx";
import { MenuRows } from "../ui/list/MenuRows.tsx";
import { menuKeys } from "../ui/list/menu-keys.ts";
import { useSearch } from "../ui/list/SearchLine.tsx";
import { useMenu } from "../ui/list/useMenu.ts";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import type { ReleaseView } from "./build-outcome.ts";
import { stagesSection } from "./stages-section.ts";

/** What a person can do with a release. */
export type NextAction = "boot" | "inspect" | "serve" | "new" | "quit";

interface Props extends ReleaseView {
  /** What came of the last test boot. */
  readonly tested?: BootWords;
  readonly onNext: (action: NextAction) => void;
  readonly onCommand: (command: Command) => void;
}

/** "1 package added: vim", with the first names. */
const listed = (what: string, changes: readonly PackageChange[] = []) => {
  const names = changes.slice(0, 4).map(({ name }) => name);
  const more = changes.length > 4 ? ", ..." : "";
  return changes.length === 0
    ? []
    : [`${count(changes.length, "package")} ${what}: ${names.join(", ")}${more}`];
};

/** What differs from the release before, in a sentence. */
const sinceText = ({ before, changes }: NonNullable<ReleaseView["since"]>): string => {
  const { added, removed, upgraded, downgraded } = changes.packages;
  const lines = [
    ...listed("added", added),
    ...listed("removed", removed),
    ...listed("upgraded", upgraded),
    ...listed("downgraded", downgraded),
  ];
  return `against ${when(new Date(before.manifest.finishedAt))}: ${lines.join("; ") || "the same packages"}`;
};

const difference = (changes: ManifestChanges | undefined, file: string) => {
  const { before, after } = changes?.files.find(({ name }) => name === file) ?? {};
  if (before === undefined || after === undefined) return "";
  return before === after ? "same" : prettyBytes(after - before, { signed: true });
};

/** Rows of what changed: the largest changes. */
const changeRows = 8;

/** What the release is made of, what changed, and how it was built. */
const sectionsOf = (
  { manifest }: ReleaseView["release"],
  since: ReleaseView["since"],
  build: ReleaseView["build"],
): Section[] => {
  const bytesOf = (which: "before" | "after") =>
    (since?.changes.files ?? []).reduce((sum, file) => sum + (file[which] ?? 0), 0);
  const total = { before: bytesOf("before"), after: bytesOf("after") };
  return [
    ...(build ? [stagesSection(build)] : []),
    ...(since
      ? changesSections({ ...since.changes, total }).map((one) =>
          atMost(changeRows, { ...one, title: `${one.title}: what changed` }),
        )
      : []),
    filesSection(manifest),
    packagesSection(manifest),
  ];
};

const testedText = ({ kind, sentence }: BootWords): Said =>
  kind === "ok"
    ? [`${signs.done} ${sentence}`, { colour: "good" }]
    : [`${signs.failed} ${sentence}`, { colour: "bad" }];

/** What can be done with a release. */
interface Action {
  readonly value: NextAction;
  readonly title: string;
  readonly says: string;
}

const actions: readonly Action[] = [
  { value: "boot", title: "Test boot", says: "in a virtual machine, 1 to 3 minutes" },
  { value: "inspect", title: "Inspect", says: "what is in it, and why it is so large" },
  { value: "serve", title: "Serve", says: "to clients on a network" },
  { value: "new", title: "New image", says: "back to the first screen" },
  { value: "quit", title: "Quit", says: "" },
];

const actionLine = ({ title, says }: Action): Line => [run(title.padEnd(13)), run(says)];

/** A release, what changed since the one before it, and what can be done with it. */
export const Done = (props: Props) => {
  const { title, context, release, since, build, notes = [], tested, onNext, onCommand } = props;
  const side = useMemo(() => ({ right: sectionsOf(release, since, build) }), [release, since, build]);
  const { body, panes } = useLayout(undefined, undefined, side);
  // Beside a pane that has all its sections the files are there.
  const beside = panes?.right !== undefined && hasAllSections(panes.right);
  const { manifest, directory } = release;
  const files = loadedFiles(manifest);
  const fileTexts = files.map(({ name, size }): Said => {
    const changed = difference(since?.changes, name);
    return [`${name.padEnd(18)}${prettyBytes(size).padStart(10)}  ${changed}`];
  });
  const facts: readonly Said[] = [
    [`kernel ${manifest.kernel}, ${count(manifest.packages.length, "package")}`],
    ...(since ? [[sinceText(since), { dim: true }] as const] : []),
    [shortPath(directory)],
    ...notes.map((note): Said => [note]),
    ...(tested ? [testedText(tested)] : []),
  ];
  const shell: Said = [
    `in a shell: ${invocation()} boot ${manifest.name}   ${invocation()} release list`,
    { dim: true },
  ];
  const linesOf = (all: readonly Said[]) => all.flatMap((said) => wrappedLines(said, body.columns));
  const above = [beside ? [] : linesOf(fileTexts), linesOf(facts)];
  const below = linesOf([shell]);
  const search = useSearch();
  const fixed = search.rows + [...above, below].reduce((sum, lines) => sum + lines.length, 0);
  // Where there is no room, gaps go first; then the menu is scrolled.
  const gap = fixed + actions.length + 3 <= body.rows ? 1 : 0;
  const { list } = useLayout({ fixed, gaps: 3 * gap }, 3, side);
  const menu = useMenu(search, actions, actionLine, Math.min(list.rows, actions.length));
  const screen = menuKeys(doneScreen, search);
  useKeymap(screen, (command) => {
    if (command === "accept") {
      if (menu.here) onNext(menu.here.value);
    } else if (command === "back" && search.text !== "") menu.clear();
    else if (command === "back" || command === "quit") onCommand(command);
    else menu.handle(command);
  });
  return (
    <Frame title={title} context={context} screen={screen} panes={side}>
      {above.map((lines, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two blocks, always the same
        <Box key={index} flexDirection="column" flexShrink={0} marginBottom={lines.length > 0 ? gap : 0}>
          {lines.map((line, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines keep no state
            <LineText key={row} line={line} />
          ))}
        </Box>
      ))}
      <MenuRows menu={menu} lineOf={actionLine} />
      <Box marginTop={gap} flexDirection="column" flexShrink={0}>
        {below.map((line, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines keep no state
          <LineText key={row} line={line} />
        ))}
      </Box>
    </Frame>
  );
};

export const doneScreen: Screen<Props> = {
  title: "A release",
  bindings: [...moving, accept("choose"), toSearch, toBack, help, quit],
  component: Done,
};
