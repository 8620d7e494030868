import { Box, Text } from "ink";
import SelectInput from "ink-select-input";
import prettyBytes from "pretty-bytes";
import type { Release } from "../../src/image/release.ts";
import { invocation } from "../../src/system/invocation.ts";
import { shortPath } from "../../src/system/paths.ts";
import { minutes } from "../format.ts";
import { useKeymap } from "../hooks/useKeymap.ts";
import type { Command } from "../keys.ts";
import { Frame } from "../ui/Frame.tsx";

interface Props {
  readonly release: Release;
  readonly seconds: number;
  readonly unchanged: boolean;
  readonly onNewImage: () => void;
  readonly onCommand: (command: Command) => void;
}

/** What was built, and what can be done with it. */
export const Done = ({ release, seconds, unchanged, onNewImage, onCommand }: Props) => {
  useKeymap("done", onCommand);
  const { manifest, directory } = release;
  const cached = manifest.stages.filter(({ outcome }) => outcome === "cached").length;
  const images = manifest.files.filter(({ name }) => !name.includes("/") && name !== "boot.ipxe");
  const context = unchanged
    ? "nothing had changed"
    : `${minutes(seconds)}   ${cached} of ${manifest.stages.length} stages from the cache`;
  return (
    <Frame title={`${manifest.name} is built`} context={context} screen="done">
      {images.map(({ name, size }) => (
        <Text key={name}>{`${name.padEnd(18)}${prettyBytes(size).padStart(10)}`}</Text>
      ))}
      <Box marginTop={1} flexDirection="column">
        <Text>{`kernel ${manifest.kernel}, ${manifest.packages.length} packages`}</Text>
        <Text wrap="truncate-start">{shortPath(directory)}</Text>
      </Box>
      <Box marginTop={1} flexDirection="column">
        <Text dimColor>Next, in a shell:</Text>
        <Text>{`  ${invocation()} boot ${manifest.name}   boots it in a virtual machine`}</Text>
        <Text>{`  ${invocation()} release list   all releases`}</Text>
      </Box>
      <Box marginTop={1}>
        <SelectInput
          items={[
            { key: "new", label: "New image", value: "new" },
            { key: "quit", label: "Quit", value: "quit" },
          ]}
          onSelect={({ value }) => (value === "new" ? onNewImage() : onCommand("quit"))}
        />
      </Box>
    </Frame>
  );
};
