import { Box, Text } from "ink";
import type { ReactNode } from "react";
import type { Progress } from "../../src/boot/progress.ts";
import { sanitize } from "../../src/system/text.ts";
import { theme } from "../theme.ts";
import { Cell } from "../ui/Cell.tsx";
import { LineText } from "../ui/LineText.tsx";
import { checkRun } from "./checks-section.ts";

interface Props {
  readonly checks: readonly Progress[];
  readonly width: number;
}

const Check = ({ check }: { readonly check: Progress }) => {
  const { name, state, detail } = check;
  return (
    <Text wrap="truncate">
      <LineText line={[checkRun(check)]} />{" "}
      <Text {...(state === "running" && theme.emphasis)} {...(state === "waiting" && theme.quiet)}>
        {name}
      </Text>
      <Text {...theme.quiet}>{detail === "" ? "" : ` ${sanitize(detail)}`}</Text>
    </Text>
  );
};

/** The checks of a test boot in two columns, one after the other as they are reached. */
export const Checks = ({ checks, width }: Props) => (
  <Box flexWrap="wrap" flexShrink={0}>
    {checks.map((check) => (
      <Box key={check.name} width={Math.floor(width / 2)} paddingRight={1}>
        <Check check={check} />
      </Box>
    ))}
  </Box>
);

interface LineProps {
  readonly checks: readonly Progress[];
  readonly children: ReactNode;
}

/** The checks on one line: how many are good, then `children`, else the check that failed or is running. */
export const ChecksLine = ({ checks, children }: LineProps) => {
  const good = checks.filter(({ state }) => state === "ok").length;
  const first =
    checks.find(({ state }) => state === "failed") ?? checks.find(({ state }) => state === "running");
  return (
    <Box columnGap={3} flexShrink={0}>
      <Cell>{`${good} of ${checks.length} checks`}</Cell>
      {children ?? (first ? <Check check={first} /> : null)}
    </Box>
  );
};
