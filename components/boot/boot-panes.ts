import { useMemo } from "react";
import { memoryWords } from "../../src/boot/memory.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import { run } from "../charts/line.ts";
import type { Section, SidePanes } from "../ui/frame/panes.ts";
import type { BootView } from "./boot-session.ts";
import { checksSection } from "./checks-section.ts";
import { screenSection } from "./screen-section.ts";
import { comparedWith, waterfallSection } from "./waterfall.ts";

/** Whether the boot still goes on. */
export const isBooting = ({ state, verdict }: BootView): boolean => state === "running" && !verdict;

const memorySection = (memoryMiB: number, needed: BootView["needed"]): Section => {
  const said =
    memoryMiB === needed.memoryMiB
      ? memoryWords(needed)
      : `${memoryMiB} MiB of memory, chosen. The image needs ${memoryWords(needed)}`;
  return {
    title: "Memory",
    draw: (columns) => wrapWords(said, columns).map((text) => [run(text, { dim: true })]),
    words: () => `${said}.`,
  };
};

/**
 * What lies beside the console: the checks, and how long the boot takes; with a desktop, its screen before that.
 * @param inWords the screen is described, not drawn
 */
export const usePanes = (view: BootView, inWords: boolean): SidePanes => {
  const { checks, times, picture, hasScreen, before, id, accel, firmware, memoryMiB, needed } = view;
  const running = isBooting(view);
  return useMemo(() => {
    const compared = comparedWith(before, { id, accel, firmware });
    return {
      left: [checksSection(checks)],
      right: [
        ...(hasScreen ? [screenSection(picture, inWords)] : []),
        waterfallSection(times, compared, running),
        memorySection(memoryMiB, needed),
      ],
    };
  }, [checks, times, picture, hasScreen, before, running, id, accel, firmware, memoryMiB, needed, inWords]);
};
