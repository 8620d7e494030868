import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hostIn, taskCount, taskFailure, taskIn } from "../../src/builders/vagrant/playbook.ts";

// Recorded from ansible-core 2.14, strategy free.
const lines = readFileSync(new URL("recorded/ansible-failure.txt", import.meta.url), "utf8").split("\n");

describe("a run of Ansible", () => {
  it("names the task, the machine and what the program said", () => {
    expect(taskFailure(lines)).toEqual({
      task: "Packages",
      host: "template",
      message: "E: Unable to locate package htopp",
    });
    expect(taskFailure(lines.filter((line) => !line.startsWith("fatal")))).toBeUndefined();
  });

  it("tells results apart by machine", () => {
    expect(lines.flatMap((line) => hostIn(line) ?? [])).toEqual([
      ...["server", "server", "template", "template", "server", "template"],
    ]);
    expect(lines.flatMap((line) => taskIn(line) ?? [])).toEqual([
      ...["Package sources", "Packages", "Package sources", "Packages"],
    ]);
  });

  it("has as many steps as the playbooks have tasks", () => {
    const folder = new URL("../../src/provision/", import.meta.url);
    for (const name of readdirSync(folder).filter((file) => /^(server|template)\.yml$/.test(file)))
      expect(taskCount(readFileSync(new URL(name, folder), "utf8"))).toBeGreaterThan(4);
  });
});
