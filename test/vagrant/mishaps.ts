import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startThinsmith, thinsmith } from "../support/cli.ts";
import { bootFromNetwork } from "../support/net/net-client.ts";
import {
  build,
  domains,
  eventsIn,
  inMachine,
  inMachines,
  patience,
  templateDomain,
  vagrant,
  virsh,
  workplace,
} from "./machines.ts";

/** Tests that go on from machines that have made and served an image. */
export const mishaps = (): void => {
  it("a box cannot be made since the mirror does not answer", { timeout: patience }, async () => {
    const made = await thinsmith(workplace, [
      ...["box", "make", "--suite", "bookworm", "--yes", "--mirror", "http://127.0.0.1:9/"],
    ]);
    expect(made.status).toBe(1);
    expect(made.stderr).toContain("The mirror 127.0.0.1:9 cannot be reached.");
    expect(made.stderr).toContain("Could not connect to 127.0.0.1:9");
    expect(made.stderr).toContain("choose another mirror with --mirror");
  });

  it("a client boots off the server with UEFI", { timeout: patience }, async () => {
    const network = /^thinsmith-\S+-net$/m.exec(virsh("net-list", "--name"))?.[0] as string;
    const bridge = /^Bridge: *(\S+)/m.exec(virsh("net-info", network))?.[1] as string;
    execFileSync("ip", ["tuntap", "add", "tap1", "mode", "tap"]);
    execFileSync("ip", ["link", "set", "tap1", "master", bridge, "up"]);
    const lab = { clients: { enter: ["env"] } };
    const said = await bootFromNetwork({ lab, cable: 1, firmware: "uefi", until: /client-007701 login:/ });
    expect(said).toMatch(/NBP filename is ipxe\.efi/);
    execFileSync("ip", ["link", "delete", "tap1"]);
  });

  it("a box is not made of what is no kernel, or where its file cannot be written", {
    timeout: patience,
  }, async () => {
    const make = ["box", "make", "--suite", "bookworm", "--yes"];
    const folder = await thinsmith(workplace, [...make, "--output", workplace.folder]);
    expect(folder).toMatchObject({ status: 2, stderr: expect.stringContaining("is a folder") });
    const nowhere = await thinsmith(workplace, [...make, "--output", join(workplace.folder, "none/x.box")]);
    expect(nowhere).toMatchObject({ status: 2, stderr: expect.stringContaining("may write to") });
    const editor = await thinsmith(workplace, [...make, "--kernel", "nano"]);
    expect(editor).toMatchObject({ status: 2, stderr: expect.stringContaining("nano brings no kernel.") });
  });

  it("settings of another suite are refused, and provisioning by hand goes on with the right ones", {
    timeout: patience,
  }, async () => {
    const settings = join(workplace.folder, ".vagrant/thinsmith/machines.json");
    const before = await readFile(settings, "utf8");
    const refused = await thinsmith(workplace, [
      ...[...inMachines, "--only", "up"],
      ...["--set", "base.suite=trixie", "--set", "base.box=thinsmith/bookworm"],
    ]);
    expect(refused.stderr).toContain(
      "The template's box holds debian bookworm, but base.suite is debian trixie.",
    );
    expect(await readFile(settings, "utf8")).toBe(before);
    await writeFile(settings, before.replace('"bookworm"', '"trixie"'));
    try {
      expect(() => vagrant("provision", "server")).toThrow(
        expect.objectContaining({ stdout: expect.stringContaining("nothing is changed") }),
      );
    } finally {
      await writeFile(settings, before);
    }
  });

  it("a wrong name of a package is corrected", { timeout: patience }, async () => {
    const { made } = await build(...inMachines, "--only", "customize");
    expect(made).toContain("provision");
  });

  it("the template's disk is full", { timeout: patience }, async () => {
    inMachine(
      "template",
      "cat /dev/zero >/var/tmp/full 2>/dev/null; truncate -s -20M /var/tmp/full; date >/etc/by-hand",
    );
    const failed = await thinsmith(workplace, [...inMachines, "--only", "rootfs"]);
    const ended = eventsIn(failed.stdout).at(-1);
    expect(ended).toMatchObject({ ok: false, failure: { stage: "rootfs" } });
    expect(failed.stderr).toContain("A disk is full: the template's own, or this machine's.");
    inMachine("template", "rm /var/tmp/full");
  });

  it("the template loses its power while it packs, and the next build makes the image", {
    timeout: patience,
  }, async () => {
    const { says, finished } = startThinsmith(workplace, inMachines);
    await says(/"stage":"rootfs"[^\n]*blocks/);
    virsh("destroy", templateDomain());
    expect((await finished).stderr).toContain("A machine is gone or no longer answers.");
    const { made } = await build(...inMachines);
    expect(made).toContain("publish");
  });

  it("the machines are halted, and start again for the next build", { timeout: patience }, async () => {
    // One that nobody can log in to.
    vagrant("up", "test");
    const { ended } = await build(...inMachines, "--set", "machines.afterwards=halt");
    expect(ended.unchanged).toBe(true);
    expect(domains("--state-running")).toEqual([]);
    await build(...inMachines, "--only", "customize");
    expect(domains("--state-running").length).toBe(2);
  });

  it("the template's SSH server hangs", { timeout: patience }, async () => {
    inMachine("template", "kill -STOP $(cat /run/sshd.pid)");
    const failed = await thinsmith(workplace, [...inMachines, "--only", "home"]);
    expect(failed.stderr).toContain("A machine is gone or no longer answers.");
    expect(failed.stderr).toContain("vagrant halt --force template");
    vagrant("halt", "--force", "template");
    await build(...inMachines, "--only", "home");
  });

  it("the template stands still while it packs, and the next build wakes it", {
    timeout: patience,
  }, async () => {
    const { says, finished } = startThinsmith(workplace, [...inMachines, "--only", "rootfs", "--no-cache"]);
    await says(/"stage":"rootfs"[^\n]*blocks/);
    virsh("suspend", templateDomain());
    expect((await finished).stderr).toContain("A machine is gone or no longer answers.");
    await build(...inMachines, "--only", "home");
  });

  it("the template never answers over SSH when it has started", { timeout: patience }, async () => {
    inMachine("template", "systemctl disable ssh");
    vagrant("halt", "template");
    const failed = await thinsmith(workplace, [...inMachines, "--only", "home"]);
    expect(eventsIn(failed.stdout).at(-1)).toMatchObject({ ok: false, failure: { stage: "up" } });
    expect(failed.stderr).toContain("A machine does not answer over SSH.");
  });

  it("somebody removes the template past Vagrant, and it is made anew", { timeout: patience }, async () => {
    const template = templateDomain();
    if (domains("--state-running").includes(template)) virsh("destroy", template);
    virsh("undefine", template);
    const { ended, made } = await build(...inMachines, "--only", "customize", "--set", "client.user=pupil");
    expect(made).toContain("provision");
    expect(ended.notes).toContainEqual(expect.stringContaining("The template was gone"));
    expect(inMachine("template", "id -un 1001").trim()).toBe("pupil");
  });

  it("the client's user is renamed, and a package of the box's is no longer asked for", {
    timeout: patience,
  }, async () => {
    await build(...inMachines, "--only", "customize", "--set", "packages.roles-=ssh");
    expect(inMachine("template", "id -un 1001; ls /home").split(/\s+/)).toEqual(
      expect.arrayContaining(["client", "vagrant"]),
    );
    expect(inMachine("template", "dpkg -s openssh-server")).toContain("install ok installed");
  });
};
