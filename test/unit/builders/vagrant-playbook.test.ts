import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hostIn, readable, taskFailure, taskIn, tasksOf } from "../../../src/builders/vagrant/playbook.ts";
import { recordedText } from "./recorded.ts";

const lines = recordedText("vagrant-provision-failed");

describe("a run of Ansible, as Vagrant passes it on", () => {
  it("names the task, the machine and what the program said", () => {
    const failure = {
      task: "Packages",
      host: "template",
      message: "E: Unable to locate package no-such-package",
    };
    expect(taskFailure(lines)).toEqual(failure);
    expect(taskFailure(lines.filter((line) => !line.startsWith("fatal")))).toBeUndefined();
    // A result that was cut off, since the program said so much.
    const cut = lines.map((line) => (line.startsWith("fatal") ? line.slice(0, 180) : line));
    expect(taskFailure(cut)).toEqual(failure);
  });

  it("has what the program said as text for people, not as JSON", () => {
    expect(lines.flatMap(readable).filter((line) => /fatal|Unable|\{/.test(line))).toEqual([
      "fatal: [template]: FAILED!",
      "E: Unable to locate package no-such-package",
    ]);
    expect(recordedText("vagrant-provision-unreachable").flatMap(readable)).toContain(
      "vagrant@192.168.10.253: Permission denied (publickey).",
    );
  });

  it("names the machine that does not answer, and why", () => {
    expect(taskFailure(recordedText("vagrant-provision-unreachable"))).toEqual({
      task: "Name",
      host: "template",
      message: "vagrant@192.168.10.253: Permission denied (publickey).",
    });
  });

  it("tells results apart by machine", () => {
    expect(lines.flatMap((line) => hostIn(line) ?? [])).toEqual([
      ...["server", "template", "template", "template", "server", "template", "server", "server", "server"],
      ...["server", "server", "template"],
    ]);
    expect(lines.flatMap((line) => taskIn(line) ?? []).slice(0, 5)).toEqual([
      ...["Provision this machine", "Name", "Package sources", "Name", "Packages"],
    ]);
  });

  it("has the playbooks' tasks in their order", () => {
    const tasks = (name: string) =>
      tasksOf(readFileSync(new URL(`../../../src/provision/${name}.yml`, import.meta.url), "utf8"));
    expect(tasks("server")).toEqual([
      ...["Name", "Package sources", "Packages", "Loaders, configuration and services"],
      "Note what was provisioned",
    ]);
    expect(tasks("template").length).toBe(7);
  });
});
