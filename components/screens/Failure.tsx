import { Box, Text } from "ink";
import type { Failure as BuildFailure } from "../../src/build/events.ts";
import { shortPath } from "../../src/system/paths.ts";
import { harmless } from "../../src/system/text.ts";
import { useKeymap } from "../hooks/useKeymap.ts";
import { useTerminalSize } from "../hooks/useTerminalSize.ts";
import type { Command } from "../keys.ts";
import { Frame } from "../ui/Frame.tsx";

interface Props {
  readonly failure: BuildFailure;
  readonly onCommand: (command: Command) => void;
}

/** Why a build failed, and what to do. */
export const Failure = ({ failure, onCommand }: Props) => {
  useKeymap("failure", onCommand);
  const { rows } = useTerminalSize();
  const title = failure.cancelled ? "Build cancelled" : "Build failed";
  const lines = (failure.lastLines ?? []).slice(-Math.max(2, rows - 16));
  return (
    <Frame title={title} context={failure.stage ? `stage ${failure.stage}` : ""} screen="failure">
      <Text bold {...(failure.cancelled ? {} : { color: "red" })}>
        {harmless(failure.message.split("\n")[0] ?? "")}
      </Text>
      {failure.message
        .split("\n")
        .slice(1)
        .map((line) => (
          <Text key={line} wrap="truncate">
            {harmless(line)}
          </Text>
        ))}
      <Text>The earlier release, if there is one, is as it was.</Text>
      {failure.remedy ? (
        <Box marginTop={1}>
          <Text>
            <Text color="cyan">What to do </Text>
            {failure.remedy}
          </Text>
        </Box>
      ) : null}
      <Box marginTop={1} flexDirection="column">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a log have no other identity
          <Text key={index} dimColor wrap="truncate">
            {harmless(line)}
          </Text>
        ))}
      </Box>
      {failure.command ? (
        <Text dimColor wrap="truncate">
          {harmless(`${failure.command.join(" ")}, status ${failure.exitCode ?? "unknown"}`)}
        </Text>
      ) : null}
      {failure.log ? (
        <Text dimColor wrap="truncate">
          full log {shortPath(failure.log)}
        </Text>
      ) : null}
    </Frame>
  );
};
