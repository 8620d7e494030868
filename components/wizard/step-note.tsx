import { Box, Text, useIsScreenReaderEnabled } from "ink";
import type { ReactNode } from "react";
import { compressions, measuredTree } from "../../src/catalog/compression.ts";
import { type Packing, packingsOf } from "../../src/contents/packings.ts";
import { consoleWork, workOf } from "../../src/contents/work.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { useRegion } from "../terminal/regions.ts";
import { theme } from "../theme.ts";
import { gibibyte } from "../ui/format.ts";
import { signs } from "../ui/signs.ts";
import { forecastOf } from "./forecasts.ts";
import { usePackageList } from "./package-lists.ts";
import { zramGain } from "./zram-gain.ts";

interface Props {
  readonly settings: Settings;
  readonly columns: number;
  /** Takes the value that a hand on the mouse moves the slider to. */
  readonly onChange: (value: unknown) => void;
}

const clients = [1, 2, 4, 8];
/** In percent: the right end of the slider, and what it moves by. */
const [most, stride] = [200, 5];
const label = "0 ";
/** What a share of memory means for clients of several sizes. */
const Zram = ({ settings, columns, onChange }: Props) => {
  const { sizePct } = settings.zram;
  const aloud = useIsScreenReaderEnabled();
  const width = Math.min(50, columns - 22);
  const at = Math.round((sizePct / most) * (width - 1));
  const slide = (_: number, column: number) => {
    const share = Math.min(1, Math.max(0, (column - label.length) / (width - 1)));
    onChange(Math.round((share * most) / stride) * stride);
  };
  const slider = useRegion({ onPress: slide, onDrag: slide });
  const gib = (value: number) => value.toFixed(1).padStart(7);
  const index = usePackageList(settings)?.index;
  // As the pane has it: programs, what is free, and what zram adds.
  const image = index ? forecastOf(settings, index).imageBytes / gibibyte : 0;
  const room = (memory: number) => Math.max(0, memory - image + zramGain(memory, settings.zram));
  return (
    <Box flexDirection="column" flexShrink={0}>
      {aloud ? null : (
        <Box ref={slider}>
          <Text>
            {label}
            {signs.rule.repeat(at)}
            <Text {...theme.accent}>{signs.knob}</Text>
            {signs.rule.repeat(width - 1 - at)}
            {` ${most} % of memory`}
          </Text>
        </Box>
      )}
      <Text>{`client with GiB    ${clients.map((memory) => gib(memory)).join("")}`}</Text>
      <Text>{`swap               ${clients.map((memory) => gib((memory * sizePct) / 100)).join("")}`}</Text>
      <Text>{`room for about     ${clients.map((memory) => gib(room(memory))).join("")}  GiB of programs${index ? " beside the image" : ""}`}</Text>
    </Box>
  );
};

/** Of the console image, where nothing is known of this one. */
const consolePackings = (rootfs: Settings["rootfs"]) => {
  const { megabytes: all, storedMegabytes } = measuredTree;
  const { packages, megabytes } = consoleWork;
  return packingsOf(
    { stored: storedMegabytes * 1e6, other: (all - storedMegabytes) * 1e6 },
    rootfs,
    (packing) => workOf(packages, megabytes, packing).packingSeconds,
  );
};

/** What this image becomes with each algorithm at its usual level, or with each level of the chosen algorithm. */
const Packings = ({ settings, of }: { settings: Settings; of: "algorithms" | "levels" }) => {
  const index = usePackageList(settings)?.index;
  const all = index ? forecastOf(settings, index).packings() : consolePackings(settings.rootfs);
  const shown = all.filter(({ compression, level }) =>
    of === "levels"
      ? compression === settings.rootfs.compression
      : level ===
        (compressions[compression].levels.findLast(atMost(compressions[compression].usual))?.level ?? level),
  );
  const rows: [string, (packing: Packing) => string][] = [
    of === "levels" ? ["level", ({ level }) => String(level)] : ["", ({ compression }) => compression],
    [index ? "MB packed" : "MB, console", ({ bytes }) => String(Math.round(bytes / 1e6))],
    ["seconds", ({ seconds }) => String(Math.max(1, Math.round(seconds)))],
  ];
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows.map(([title, text]) => (
        <Text key={title}>
          {title.padEnd(12) + shown.map((packing) => text(packing).padStart(5)).join("")}
        </Text>
      ))}
    </Box>
  );
};

const atMost =
  (usual: number) =>
  ({ level }: { readonly level: number }) =>
    level <= usual;

/** What a setting means in numbers, where that can be told. */
export const stepNote = (name: string, props: Props): ReactNode => {
  const { settings } = props;
  if (name === "zram.sizePct") return <Zram {...props} />;
  if (name === "rootfs.level") return <Packings settings={settings} of="levels" />;
  if (name === "rootfs.compression") return <Packings settings={settings} of="algorithms" />;
  return null;
};
