import { Text } from "ink";
import type { Command } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { Frame } from "../ui/Frame.tsx";
import { signs } from "../ui/signs.ts";

/** Asks before a draft gives way to something else. */
export const Discard = ({
  name,
  onCommand,
}: {
  readonly name: string;
  readonly onCommand: (command: Command) => void;
}) => {
  useKeymap("discarding", onCommand);
  return (
    <Frame title="Draft" context={name} screen="discarding">
      <Text color="yellow">{`${signs.warning} The draft of ${name} is not saved as a preset, and would be lost.`}</Text>
      <Text>To keep it, go back, take it up, and save it with p.</Text>
    </Frame>
  );
};
