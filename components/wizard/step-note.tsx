import { Box, Text, useIsScreenReaderEnabled } from "ink";
import type { ReactNode } from "react";
import { compressions } from "../../src/catalog/compression.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { theme } from "../theme.ts";
import { signs } from "../ui/signs.ts";
import { zramGain } from "./zram-gain.ts";

const clients = [1, 2, 4, 8];
/** What a share of memory means for clients of several sizes. */
const Zram = ({ settings, columns }: { settings: Settings; columns: number }) => {
  const { sizePct } = settings.zram;
  const aloud = useIsScreenReaderEnabled();
  const width = Math.min(50, columns - 22);
  const at = Math.round((sizePct / 200) * (width - 1));
  const gib = (value: number) => value.toFixed(1).padStart(7);
  const room = (memory: number) => memory + zramGain(memory, settings.zram);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {aloud ? null : (
        <Text>
          {"0 "}
          {signs.rule.repeat(at)}
          <Text {...theme.accent}>{signs.knob}</Text>
          {signs.rule.repeat(width - 1 - at)}
          {" 200 %"}
        </Text>
      )}
      <Text>{`client with GiB    ${clients.map((memory) => gib(memory)).join("")}`}</Text>
      <Text>{`swap               ${clients.map((memory) => gib((memory * sizePct) / 100)).join("")}`}</Text>
      <Text>{`room for about     ${clients.map((memory) => gib(room(memory))).join("")}  GiB of programs`}</Text>
    </Box>
  );
};

const levelRows = [
  ["level", "level"],
  ["MB packed", "megabytes"],
  ["seconds", "seconds"],
] as const;

/** What each level that was measured makes of the console image. */
const Levels = ({ settings }: { settings: Settings }) => {
  const { levels } = compressions[settings.rootfs.compression];
  return (
    <Box flexDirection="column" flexShrink={0}>
      {levelRows.map(([title, key]) => (
        <Text key={key}>
          {title.padEnd(12) + levels.map((level) => String(level[key]).padStart(5)).join("")}
        </Text>
      ))}
    </Box>
  );
};

/** What a setting means in numbers, where that can be told. */
export const stepNote = (name: string, settings: Settings, columns: number): ReactNode => {
  if (name === "zram.sizePct") return <Zram settings={settings} columns={columns} />;
  if (name === "rootfs.level") return <Levels settings={settings} />;
  return null;
};
