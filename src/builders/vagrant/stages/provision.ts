import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StageRunner } from "../../../pipeline/builder.ts";
import { ThinsmithError } from "../../../system/errors.ts";
import { packageRoot } from "../../../system/paths.ts";
import { sayThere } from "../machine.ts";
import { byHand } from "../place.ts";
import { hostIn, readable, taskFailure, taskIn, tasksOf } from "../playbook.ts";
import { machineNamed, machineNames, type Session, within } from "../session.ts";
import { ending, VagrantError, vagrant } from "../vagrant.ts";

/** The keys that the machines were provisioned for (provision/note.sh). */
const provisionedFor = (signal: AbortSignal): Promise<string[]> =>
  Promise.all(
    machineNames.map(async (name) =>
      (
        await sayThere(machineNamed(name), "cat /var/lib/thinsmith/provisioned 2>/dev/null || :", { signal })
      ).trim(),
    ),
  );

/** The remaining tasks of each machine. Ansible reports only tasks that are done. */
const tasksToDo = async (): Promise<Map<string, string[]>> => {
  const tasks = machineNames.map(async (name): Promise<[string, string[]]> => {
    const text = await readFile(join(packageRoot(), "src/provision", `${name}.yml`), "utf8");
    return [name, tasksOf(text)];
  });
  return new Map(await Promise.all(tasks));
};

/** How many lines are kept to find the task that failed. */
const keptLines = 400;

/** Provisions server and template by Ansible on the server, unless they are provisioned for these settings. */
export const provision =
  (session: Session): StageRunner =>
  async (context) => {
    const { signal, log, progress } = context;
    const { key } = session.machines;
    if (session.useCache && (await provisionedFor(signal)).every((one) => one === key)) {
      log("both machines are provisioned for these settings already");
      return;
    }
    const toDo = await tasksToDo();
    const left = () => [...toDo.values()].reduce((sum, tasks) => sum + tasks.length, 0);
    const all = left();
    const lines: string[] = [];
    let playing = false;
    try {
      await vagrant(["provision", ...machineNames], {
        ...within(session, context),
        onLine(line, machine) {
          lines.push(line);
          if (lines.length > keptLines) lines.shift();
          const host = hostIn(line);
          for (const text of readable(line)) log(text, host ?? machine);
          if (signal.aborted) return progress(undefined, ending);
          playing ||= taskIn(line) !== undefined;
          if (!playing) return progress(undefined, line);
          const tasks = toDo.get(host ?? "") ?? [];
          if (host && /^(?:ok|changed|skipping)/.test(line)) tasks.shift();
          const running = [...toDo].flatMap(([name, [task]]) => (task ? [`${name}: ${task}`] : []));
          progress((all - left()) / all, running.join(", "));
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
