import { basename } from "node:path";
import { type InitrdSteps, initrdSteps } from "../../contents/initrd-work.ts";
import type { StageContext } from "../../pipeline/builder.ts";
import type { InitrdInputs } from "./definitions.ts";

/** How far the programs are when a line comes that begins so: the same on quick and on slow machines. */
const milestones: readonly (readonly [string, number])[] = [
  ["Adding config /etc/initramfs-tools/", 0.13],
  ["Calling hook thinsmith", 0.78],
  ["Adding certificates ", 1],
];

/** Modules from other folders than those that `plan_initrd` counts. */
const otherModules = 30;

/** How many modules apart it is told. */
const told = 5;

/**
 * Follows the lines of initrd.sh: first that of `plan_initrd`, which says how many modules there are, and then those of
 * mkinitramfs, which prints each file that it copies.
 */
export const followInitrd = ({
  inputs: { compression },
  log,
  progress,
}: Pick<StageContext<Pick<InitrdInputs, "compression">>, "inputs" | "log" | "progress">) => {
  let steps: InitrdSteps | undefined;
  let [programs, modules, all] = [0, 0, otherModules];
  const say = (detail: string, copied = Math.min(1, modules / all)) => {
    if (!steps) return progress(undefined, detail);
    const whole = steps.programs + steps.modules + steps.packing;
    progress((programs * steps.programs + copied * steps.modules) / whole, detail);
  };
  return (line: string): void => {
    log(line);
    const plan = /^initrd: about (\d+) modules, copied by (dracut-install|cp)$/.exec(line);
    if (plan) {
      all = Number(plan[1]) + otherModules;
      steps = initrdSteps({ modules: all, dracut: plan[2] === "dracut-install", compression });
    }
    const milestone = milestones.find(([begin]) => line.startsWith(begin));
    if (milestone) programs = Math.max(programs, milestone[1]);
    const program = /^Adding binary (\S+)/.exec(line)?.[1];
    if (program) say(`adding ${basename(program)}`);
    else if (/\.ko(\.\w+)?'?$/.test(line)) {
      modules += 1;
      if (modules % told === 0) say(`${modules} modules`);
    } else if (line.startsWith("Building cpio ")) say("packing", 1);
    else if (milestone) say("copying programs");
  };
};
