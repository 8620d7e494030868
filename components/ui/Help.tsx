import { Text } from "ink";
import { useKeymap } from "../hooks/useKeymap.ts";
import { keyTable, type ScreenName } from "../keys.ts";
import { Frame } from "./Frame.tsx";

interface Props {
  readonly about: ScreenName;
  readonly onClose: () => void;
}

/** The keys of a screen, from the same table that handles them. */
export const Help = ({ about, onClose }: Props) => {
  useKeymap("help", onClose);
  return (
    <Frame title="Keys" context={about} screen="help">
      {keyTable[about].map(({ keys, label }) => (
        <Text key={label}>
          {"  "}
          <Text color="cyan">{keys.join(" ").padEnd(22)}</Text>
          {label}
        </Text>
      ))}
    </Frame>
  );
};
