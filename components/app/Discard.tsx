import { Text } from "ink";
import { leave } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { signs } from "../ui/signs.ts";

interface Props {
  /** Of the image; none where the draft cannot be read. */
  readonly name: string | undefined;
  readonly onCommand: (command: Command) => void;
}

/** Asks before a draft is replaced. */
export const Discard = ({ name, onCommand }: Props) => {
  useKeymap(discardingScreen, onCommand);
  const [state, remedy] =
    name === undefined
      ? ["The draft cannot be read", "do what the screen says"]
      : [`The draft of ${name} is not saved as a preset`, "save it as a preset with p"];
  return (
    <Frame title="Draft" context={name ?? ""} screen={discardingScreen}>
      <Text {...theme.warning}>{`${signs.warning} ${state}, and would be lost.`}</Text>
      <Text>{`To keep the draft, go back, open it, and ${remedy}.`}</Text>
    </Frame>
  );
};

export const discardingScreen: Screen<Props> = {
  title: "A draft that would be lost",
  bindings: [
    { keys: ["y"], command: "confirm", label: "discard the draft" },
    { keys: ["n", "esc", "enter"], command: "back", label: "keep the draft" },
    leave,
  ],
  component: Discard,
};
