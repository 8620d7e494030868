import { Box } from "ink";
import { differences } from "../../src/settings/difference.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { inStep, type Step, steps } from "../../src/settings/steps.ts";
import { sanitize } from "../../src/system/text.ts";
import { type Line, run } from "../charts/line.ts";
import {
  accept,
  betweenSteps,
  clientSize,
  help,
  moving,
  quit,
  search as toSearch,
  undoing,
} from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { estimateRows, helpRows } from "../layout.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { MenuRows } from "../ui/list/MenuRows.tsx";
import { menuKeys } from "../ui/list/menu-keys.ts";
import { useSearch } from "../ui/list/SearchLine.tsx";
import { useMenu } from "../ui/list/useMenu.ts";
import { Paragraph } from "../ui/Paragraph.tsx";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { Estimate } from "./Estimate.tsx";
import { stepSummary } from "./step-summary.ts";

interface Props {
  readonly settings: Settings;
  readonly original: Settings;
  /** Of the draft. */
  readonly title: string;
  readonly at: number;
  /** Steps that were looked at. */
  readonly seen: ReadonlySet<string>;
  /** Why the draft could not be saved. */
  readonly warning: string | undefined;
  readonly onOpen: (step: number) => void;
  readonly onCommand: (command: Command) => void;
}

/** All steps, each with what is chosen in it. */
export const Steps = ({ settings, original, title, at, seen, warning, onOpen, onCommand }: Props) => {
  const search = useSearch();
  const parts = { search: search.rows, about: helpRows, warning: warning ? 2 : 0, estimate: estimateRows };
  const { body, list: room, panes } = useLayout(parts, 4);
  const said = stepSummary(settings);
  const changed = new Set(differences(original, settings).map(({ name }) => name));
  const lineOf = (step: Step): Line => [
    seen.has(step.name) ? run(signs.done, { colour: "good" }) : run(" "),
    run(" "),
    run(step.title.padEnd(10), { bold: true }),
    run(` ${sanitize(said[step.name] ?? "")}`),
    run([...changed].some((name) => inStep(step, name)) ? ` ${signs.changed}` : "", { dim: true }),
  ];
  const menu = useMenu(search, steps, lineOf, Math.min(steps.length, room.rows), at);
  const { here } = menu;
  const screen = menuKeys(stepsScreen, search);
  useKeymap(screen, (command) => {
    if (command === "accept") {
      if (here) onOpen(steps.indexOf(here));
    } else if (command === "nextStep") menu.handle("down");
    else if (command === "previousStep") menu.handle("up");
    else if (command === "back" && search.text !== "") menu.clear();
    else if (
      ["summary", "save", "undo", "redo", "lessMemory", "moreMemory", "back", "quit"].includes(command)
    )
      onCommand(command);
    else menu.handle(command);
  });
  return (
    <Frame title={panes ? "Steps" : "thinsmith"} context={title} screen={screen}>
      <MenuRows menu={menu} lineOf={lineOf} />
      <Box marginTop={1} flexDirection="column" width={body.columns}>
        <Paragraph text={here?.about ?? ""} />
      </Box>
      <Box flexGrow={1} />
      {warning ? <Paragraph {...theme.warning} text={`${signs.warning} ${sanitize(warning)}`} /> : null}
      <Estimate settings={settings} />
    </Frame>
  );
};

export const stepsScreen: Screen<Props> = {
  title: "The steps",
  bindings: [
    accept("change"),
    ...moving,
    ...betweenSteps,
    { keys: ["p"], command: "save", label: "save preset" },
    // All nine are on screen: the key bar has more use for its room.
    { ...toSearch, quiet: true },
    ...undoing,
    ...clientSize,
    { keys: ["esc", "left", "h"], command: "back", label: "start" },
    help,
    quit,
  ],
  signs: [
    [signs.done, "this step was opened"],
    [signs.changed, "differs from the preset"],
  ],
  component: Steps,
};
