import { Box } from "ink";
import type { Line } from "../charts/line.ts";
import { help, leave, moving, undoingQuietly } from "../keys/bindings.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { LineText } from "../ui/LineText.tsx";
import { Rows } from "../ui/list/Rows.tsx";
import { useList } from "../ui/list/useList.ts";
import { Paragraph } from "../ui/Paragraph.tsx";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";

/** The list's cursor and arrows. */
const besideRow = 4;
/** Lines that say why something is not chosen, with the gap above them. */
const problemRows = 4;

interface Props {
  readonly title: string;
  /** What it is about. */
  readonly name: string;
  readonly chosen: boolean;
  /** All that there is to say, in lines of so many columns. */
  readonly linesIn: (columns: number) => readonly Line[];
  /** Why it cannot be chosen, or given back. */
  readonly problem: string | undefined;
  readonly onToggle: () => void;
  readonly onBack: () => void;
}

/** All about the row under the cursor of a list, over the list: it can be chosen here as well. */
export const Details = ({ title, name, chosen, linesIn, problem, onToggle, onBack }: Props) => {
  const { body, list: room } = useLayout({ problem: problem ? problemRows : 0 });
  const list = useList(linesIn(body.columns - besideRow), room.rows);
  useKeymap(detailsKeys, (command) => {
    if (command === "back") onBack();
    else if (command === "toggle") onToggle();
    else list.handle(command);
  });
  return (
    <Frame
      title={title}
      context={`${name}   ${chosen ? `${signs.done} chosen` : "not chosen"}`}
      screen={detailsKeys}
    >
      <Rows list={list} row={(line) => <LineText line={line} />} />
      {problem ? (
        <Box marginTop={1} width={body.columns} flexShrink={0}>
          <Paragraph {...theme.warning} text={`${signs.warning} ${problem}`} />
        </Box>
      ) : null}
    </Frame>
  );
};

export const detailsKeys: ScreenKeys = {
  title: "Details of a row of a list",
  bindings: [
    { keys: ["space"], command: "toggle", label: "choose" },
    ...moving,
    ...undoingQuietly,
    { keys: ["esc", "tab", "left", "h"], command: "back", label: "back to the list" },
    help,
    leave,
  ],
};
