import { Box, Text } from "ink";
import prettyBytes from "pretty-bytes";
import type { ManifestChanges } from "../../src/image/compare/manifests.ts";
import type { PackageChange } from "../../src/image/compare/packages.ts";
import { invocation } from "../../src/system/invocation.ts";
import { shortPath } from "../../src/system/paths.ts";
import { sanitize } from "../../src/system/text.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import type { BootWords } from "../boot/boot-words.ts";
import { accept, help, moving, quit, toBack } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { theme } from "../theme.ts";
import { when } from "../ui/format.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { Menu } from "../ui/list/Menu.tsx";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import type { ReleaseView } from "./build-outcome.ts";

/** What a person can do with a release. */
export type NextAction = "boot" | "inspect" | "serve" | "new" | "quit";

interface Props extends ReleaseView {
  /** What came of the last test boot. */
  readonly tested?: BootWords;
  readonly onNext: (action: NextAction) => void;
  readonly onCommand: (command: Command) => void;
}

const listed = (what: string, changes: readonly PackageChange[]) => {
  const names = changes.slice(0, 4).map(({ name }) => name);
  const more = changes.length > 4 ? ", ..." : "";
  return changes.length === 0 ? [] : [`${changes.length} ${what}: ${names.join(", ")}${more}`];
};

const difference = (changes: ManifestChanges | undefined, file: string) => {
  const { before, after } = changes?.files.find(({ name }) => name === file) ?? {};
  if (before === undefined || after === undefined) return "";
  return before === after ? "same" : prettyBytes(after - before, { signed: true });
};

/** A release, what changed since the one before it, and what can be done with it. */
export const Done = ({ title, context, release, since, notes = [], tested, onNext, onCommand }: Props) => {
  const { columns } = useLayout().body;
  const noteRows = notes.reduce((sum, note) => sum + wrapWords(note, columns, true).length, 0);
  const { list } = useLayout({ files: 4, facts: 5, gaps: 3, command: 1, notes: noteRows }, 3);
  const { manifest, directory } = release;
  const images = manifest.files.filter(({ name }) => !name.includes("/") && name !== "boot.ipxe");
  const { added = [], removed = [], upgraded = [], downgraded = [] } = since?.changes.packages ?? {};
  const lines = [
    ...listed("packages added", added),
    ...listed("removed", removed),
    ...listed("upgraded", upgraded),
    ...listed("downgraded", downgraded),
  ];
  return (
    <Frame title={title} context={context} screen={doneScreen}>
      {images.map(({ name, size }) => (
        <Text key={name} wrap="truncate">
          {`${name.padEnd(18)}${prettyBytes(size).padStart(10)}  `}
          <Text {...theme.quiet}>{difference(since?.changes, name)}</Text>
        </Text>
      ))}
      <Box marginTop={1} flexDirection="column">
        <Text>{`kernel ${manifest.kernel}, ${manifest.packages.length} packages`}</Text>
        {since ? (
          <Text wrap="truncate" {...theme.quiet}>
            {`against ${when(new Date(since.before.manifest.finishedAt))}: ${lines.join("; ") || "the same packages"}`}
          </Text>
        ) : null}
        <Text wrap="truncate-start">{shortPath(directory)}</Text>
        {notes.map((note) => (
          <Text key={note}>{sanitize(note)}</Text>
        ))}
        {tested ? (
          <Text {...(tested.kind === "ok" ? theme.good : theme.bad)} wrap="truncate">
            {`${tested.kind === "ok" ? signs.done : signs.failed} ${tested.sentence}`}
          </Text>
        ) : null}
      </Box>
      <Box marginTop={1} flexDirection="column">
        <Menu<NextAction>
          screen={doneScreen}
          items={[
            { label: "Test boot    a virtual machine without a disk, one to three minutes", value: "boot" },
            { label: "Inspect      what is in it, and why it is so large", value: "inspect" },
            { label: "Serve        to clients on a network", value: "serve" },
            { label: "New image    back to the first screen", value: "new" },
            { label: "Quit", value: "quit" },
          ]}
          height={list.rows}
          onSelect={onNext}
          onCommand={onCommand}
        />
      </Box>
      <Box marginTop={1}>
        <Text {...theme.quiet} wrap="truncate">
          {`in a shell: ${invocation()} boot ${manifest.name}   ${invocation()} release list`}
        </Text>
      </Box>
    </Frame>
  );
};

export const doneScreen: Screen<Props> = {
  title: "A release",
  bindings: [...moving, accept("choose"), toBack, help, quit],
  component: Done,
};
