/** What a run of Ansible says, line by line. Pure; the wording is that of its callback `default`. */

/** The name in the banner of a task. */
export const taskIn = (line: string): string | undefined => /^TASK \[(.+)\] \**$/.exec(line)?.[1];

/** The machine that a result is about. */
export const hostIn = (line: string): string | undefined =>
  /^(?:ok|changed|skipping|failed|fatal|unreachable|included)\b.*?\[?\b(template|server)\b/.exec(line)?.[1] ??
  /^(template|server) +: ok=/.exec(line)?.[1];

/** A task that failed: on which machine, and why. */
export interface TaskFailure {
  readonly task: string;
  readonly host: string;
  readonly message: string;
}

const lastLine = (text: unknown): string =>
  typeof text === "string" ? (text.trim().split(/\r?\n/).at(-1) ?? "") : "";

/** Why a task failed, from the JSON that Ansible prints of its result; the line itself where that is cut off. */
const reasonIn = (json: string): string => {
  try {
    const result = JSON.parse(json) as Record<string, unknown>;
    const known = [result.stderr, result.module_stderr, result.stdout, result.module_stdout].map(lastLine);
    // "non-zero return code" tells less than what the program said.
    const said = known.find((text) => text !== "");
    const message = lastLine(result.msg);
    return said && (message === "" || message === "non-zero return code") ? said : message || (said ?? json);
  } catch {
    // Vagrant and we cut long lines. The keys are sorted: what the program said to stderr comes early.
    const cut = /"stderr": "((?:[^"\\]|\\.)+)"/.exec(json)?.[1];
    return cut ? lastLine(JSON.parse(`"${cut}"`)) : json.slice(0, 300);
  }
};

/** The first task that failed in a run. */
export const taskFailure = (lines: readonly string[]): TaskFailure | undefined => {
  let task = "";
  for (const line of lines) {
    task = taskIn(line) ?? task;
    const [, host, json] =
      /^(?:fatal|failed): \[(template|server)\](?:: \S+!?)?(?: \(item=.*?\))? => (.*)$/.exec(line) ?? [];
    if (host !== undefined && json !== undefined) return { task, host, message: reasonIn(json) };
  }
  return undefined;
};

/** How many tasks a playbook's text has: what each run announces. */
export const taskCount = (text: string): number => text.match(/^ *- name: /gm)?.length ?? 0;
