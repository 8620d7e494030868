import { describe, expect, it } from "vitest";
import { builderOf } from "../../../src/builders/builders.ts";
import { errorExit, parseMachineLine, saidBy } from "../../../src/builders/vagrant/machine-readable.ts";
import { explain as explainFor } from "../../../src/pipeline/failures/explain.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { recorded } from "./recorded.ts";

/** As a build with the builder of the settings explains it. */
const explain = (lines: readonly string[], settings: Settings) =>
  explainFor(lines, settings, builderOf(settings).knownFailures(settings));

describe("Vagrant's machine-readable output", () => {
  it("is told apart by machine while two come up at the same time", () => {
    const said = recorded("vagrant-up").flatMap((line) => saidBy(line) ?? []);
    const of = (machine: string) =>
      said.filter((one) => one.machine === machine).flatMap(({ lines }) => lines);
    for (const machine of ["template", "server"]) {
      expect(of(machine)).toContain("Machine booted and ready!");
      expect(of(machine).join("\n")).not.toMatch(/==>|^\s/m);
    }
    expect(of("template")).toContain("Warning: Connection refused. Retrying...");
    expect(of("server")).not.toContain("Warning: Connection refused. Retrying...");
    expect(of("server")[0]).toBe(
      "No version detected for thinsmith/bookworm, using timestamp to watch for modifications. Consider",
    );
    // Several lines in one are several for a person, without the empty ones.
    expect(of("server")).toContain("this with a newly generated keypair for better security.");
    expect(said.every(({ lines }) => lines.every((line) => line.trim() !== ""))).toBe(true);
  });

  it("has data beside text for people", () => {
    const lines = recorded("vagrant-status");
    expect(lines.find(({ type }) => type === "state")).toEqual({
      target: "template",
      type: "state",
      data: ["not_created"],
    });
    expect(lines.find(({ type }) => type === "ui")?.data).toEqual([
      "info",
      "thinsmith/bookworm (libvirt, 0)",
    ]);
    expect(lines.find(({ type }) => type === "box-version")?.data).toEqual(["0"]);
  });

  it("ends with the error, and what it means can be told", () => {
    const error = recorded("vagrant-no-box").flatMap((line) => errorExit(line) ?? [])[0];
    const vagrant = parseSettings({ version: 1, base: { builder: "vagrant" } });
    const lines = error?.split("\n") ?? [];
    expect(explain(lines, vagrant)?.message).toBe(
      "Vagrant knows no box nosuch/box, here or in Vagrant Cloud.",
    );
    expect(explain(lines, vagrant)?.setting).toBe("base.box");
    expect(explain(lines, parseSettings({ version: 1 }))?.message).not.toMatch(/box/);
  });

  it("is explained where libvirt, QEMU or SSH say it", () => {
    const vagrant = parseSettings({ version: 1, base: { builder: "vagrant" } });
    const settingOf = (line: string) => explain([line], vagrant)?.setting;
    expect(settingOf("qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69")).toBe("machines.driver");
    expect(settingOf("internal error: Network is already in use by interface eth0")).toBe("machines.network");
    expect(settingOf("Timed out while waiting for the machine to boot. This means that")).toBe(
      "machines.driver",
    );
    expect(explain(["ssh: connect to host 192.168.121.5 port 22: No route to host"], vagrant)?.message).toBe(
      "A machine is gone or no longer answers.",
    );
    const unreachable = [
      "Error while connecting to Libvirt: Error making a connection to libvirt URI qemu+ssh://x/system:",
      "Call to virConnectOpen failed: Cannot recv data: ssh: Could not resolve hostname x: Name or service not known",
    ];
    expect(explain(unreachable, vagrant)?.message).toMatch(/^libvirt cannot be reached: Cannot recv data/);
    expect(explain(["tar: x: Cannot write: No space left on device"], vagrant)?.message).toMatch(/template/);
  });

  it("leaves out what is none of it", () => {
    for (const line of [
      "",
      "warning: already initialized constant",
      "1795610700",
      "/usr/bin/x:12: in y",
      "1,2,3",
    ])
      expect(parseMachineLine(line)).toBeUndefined();
    expect(parseMachineLine("1795610700,,ui,info,")?.data).toEqual(["info", ""]);
  });
});
