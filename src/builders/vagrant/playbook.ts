/** Reads the output of Ansible, line by line, as its callback plugin `default` prints it. Pure. */

/** The name in the banner of a task. */
export const taskIn = (line: string): string | undefined => /^TASK \[(.+)\] \**$/.exec(line)?.[1];

/** The machine that a result is about. */
export const hostIn = (line: string): string | undefined =>
  /^(?:ok|changed|skipping|failed|fatal|unreachable|included)\b.*?\[?\b(template|server)\b/.exec(line)?.[1] ??
  /^(template|server) +: ok=/.exec(line)?.[1];

const lastLine = (text: unknown): string =>
  typeof text === "string" ? (text.trim().split(/\r?\n/).at(-1) ?? "") : "";

/** A task's result, from the JSON that Ansible prints of it. */
const resultIn = (json: string): Record<string, unknown> => {
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch {
    // Vagrant and we cut long lines. The keys are sorted, so the program's stderr comes early.
    const cut = /"stderr": "((?:[^"\\]|\\.)+)"/.exec(json)?.[1];
    return cut ? { stderr: JSON.parse(`"${cut}"`) } : { msg: json.slice(0, 300) };
  }
};

/** The output of a program, stderr first. */
const saidIn = (result: Record<string, unknown>): string[] =>
  [result.stderr, result.module_stderr, result.stdout, result.module_stdout].filter(
    (text) => typeof text === "string" && text.trim() !== "",
  ) as string[];

/** Why a task failed. */
const reasonIn = (result: Record<string, unknown>): string => {
  const said = lastLine(saidIn(result)[0]);
  const message = lastLine(result.msg);
  // The program's output says more than "non-zero return code".
  return said && (message === "" || message === "non-zero return code") ? said : message || said;
};

const failed = /^((?:fatal|failed): \[(template|server)\](?:: \S+!?)?(?: \(item=.*?\))?) => (.*)$/;

/** A line of Ansible for a person. For a failed task, the lines of its program replace the JSON. */
export const readable = (line: string): string[] => {
  const [, what, , json] = failed.exec(line) ?? [];
  if (what === undefined || json === undefined) return [line];
  const result = resultIn(json);
  const said = saidIn(result).flatMap((text) => text.trim().split(/\r?\n/));
  return [what, ...(said.length > 0 ? said : [reasonIn(result)])];
};

/** The first task that failed in a run: on which machine, and why. */
export const taskFailure = (lines: readonly string[]) => {
  let task = "";
  for (const line of lines) {
    task = taskIn(line) ?? task;
    const [, , host, json] = failed.exec(line) ?? [];
    if (host !== undefined && json !== undefined) return { task, host, message: reasonIn(resultIn(json)) };
  }
  return undefined;
};

/** The names of a playbook's tasks, in their order. */
export const tasksOf = (text: string): string[] =>
  [...text.matchAll(/^ *- name: (.+)$/gm)].map(([, name = ""]) => name);
