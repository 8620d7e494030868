import { Text } from "ink";
import { theme } from "../theme.ts";

/** What a person can do about what the lines above say. */
export const Remedy = ({ text }: { readonly text: string | undefined }) =>
  text === undefined ? null : (
    <Text>
      <Text {...theme.accent}>What to do </Text>
      {text}
    </Text>
  );
