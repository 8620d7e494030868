import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ThinsmithError } from "../../system/errors.ts";
import { packageRoot } from "../../system/paths.ts";
import type { StageRunner } from "../builder.ts";
import { sayThere } from "./machine.ts";
import { byHand } from "./place.ts";
import { hostIn, readable, taskCount, taskFailure, taskIn } from "./playbook.ts";
import { machineNamed, machineNames, type Session, within } from "./session.ts";
import { VagrantError, vagrant } from "./vagrant.ts";

/** What each machine says that it was provisioned for (provision/note.sh). */
const provisionedFor = (signal: AbortSignal): Promise<string[]> =>
  Promise.all(
    machineNames.map(async (name) =>
      (
        await sayThere(machineNamed(name), "cat /var/lib/thinsmith/provisioned 2>/dev/null || :", { signal })
      ).trim(),
    ),
  );

const tasksInAll = async (): Promise<number> => {
  const files = machineNames.map((name) => join(packageRoot(), "src/provision", `${name}.yml`));
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return texts.reduce((sum, text) => sum + taskCount(text), 0);
};

/** Lines that are kept to find out which task failed. */
const keptLines = 400;

/** Lets Ansible on the server provision it and the template, where they were not for these settings. */
export const provision =
  (session: Session): StageRunner =>
  async (context) => {
    const { signal, log, progress } = context;
    const { key } = session.machines;
    if (session.useCache && (await provisionedFor(signal)).every((one) => one === key)) {
      log("both machines are provisioned for these settings already");
      return;
    }
    const all = await tasksInAll();
    const lines: string[] = [];
    let done = 0;
    let task: string | undefined;
    try {
      await vagrant(["provision", ...machineNames], {
        ...within(session, context),
        onLine(line, machine) {
          lines.push(line);
          if (lines.length > keptLines) lines.shift();
          const host = hostIn(line);
          for (const text of readable(line)) log(text, host ?? machine);
          const next = taskIn(line);
          task = next ?? task;
          if (host && task && !line.startsWith("included")) {
            done += 1;
            progress(Math.min(done / all, 1), `${host}: ${task}`);
          } else if (!task) progress(undefined, line);
        },
      });
    } catch (error) {
      const failed = taskFailure(lines);
      if (!(error instanceof VagrantError) || !failed) throw error;
      const { task, host, message } = failed;
      throw new VagrantError(error, [`Ansible's task "${task}" failed on ${host}: ${message}`]);
    }
    const missing = (await provisionedFor(signal)).flatMap((one, index) =>
      one === key ? [] : [machineNames[index]],
    );
    if (missing.length > 0)
      throw new ThinsmithError(`Ansible did not provision ${missing.join(" and ")}: see the log.`, {
        remedy: `Look whether it runs and answers: ${byHand("status")}`,
      });
  };
