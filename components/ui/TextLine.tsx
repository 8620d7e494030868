import { Text } from "ink";
import { theme } from "../theme.ts";
import type { TextEdit } from "./text-edit.ts";

/** A line that is being written, with its cursor; where it is wider than its place, the part around the cursor. */
export const TextLine = ({ edit, width }: { readonly edit: TextEdit; readonly width: number }) => {
  const characters = [...edit.text, " "];
  const from = Math.max(0, edit.cursor - width + 1);
  const shown = characters.slice(from, from + width);
  const at = edit.cursor - from;
  return (
    <Text>
      {shown.slice(0, at).join("")}
      <Text {...theme.cursor}>{shown[at]}</Text>
      {shown.slice(at + 1).join("")}
    </Text>
  );
};
