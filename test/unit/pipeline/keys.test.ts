import { describe, expect, it } from "vitest";
import { localStages } from "../../../src/builders/local/definitions.ts";
import { vagrantStages } from "../../../src/builders/vagrant/definitions.ts";
import { plan } from "../../../src/pipeline/plan.ts";
import type { PlanFacts } from "../../../src/pipeline/stage.ts";
import { fields } from "../../../src/settings/fields.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

const facts: PlanFacts = {
  sources: {},
  privilege: "root",
  siteFiles: { overlays: [], certificates: "", demanded: {} },
};

/** For each setting another value than its default. One that is not here fails the test: whoever adds a setting adds it. */
const others: Readonly<Record<string, unknown>> = {
  name: "lab",
  description: "for the lab",
  "base.builder": "vagrant",
  "base.distribution": "ubuntu",
  "base.suite": "bookworm",
  "base.mirror": "http://mirror.example/debian",
  "base.snapshot": "http://snapshot.example/archive/debian/20260101T000000Z/",
  "base.box": "my/box",
  "base.boxVersion": "1.2",
  "base.provider": "libvirt",
  "machines.memory": 2048,
  "machines.processors": 4,
  "machines.driver": "qemu",
  "machines.network": "192.168.77.0/24",
  "machines.wait": true,
  "machines.test": true,
  "machines.afterwards": "halt",
  "kernel.package": "linux-image-cloud-amd64",
  "kernel.firmware": [],
  "packages.install": ["vim"],
  "packages.remove": ["vim"],
  "packages.roles": ["ssh"],
  "packages.drivers": ["wacom"],
  "exclude.paths": [],
  "exclude.packages": [],
  "zram.sizePct": 75,
  "zram.algorithm": "zstd",
  "zram.devices": 2,
  "rootfs.compression": "xz",
  "rootfs.level": 3,
  "rootfs.blockSize": "1M",
  "initrd.compression": "lz4",
  "initrd.modules": "most",
  "client.user": "somebody",
  "client.passwordHash": "$6$saltsalt$0123456789abcdefABCDEF./0123456789",
  "client.autologin": false,
  "client.hostname": "lab",
  "client.timezone": "Europe/Vienna",
  "client.ntpServers": ["ntp.example"],
  "client.homeSize": "1G",
  "client.network": "ifupdown",
  "client.rdpServers": [{ name: "one", host: "rdp.example" }],
  "client.vmwareViewOptions": ["--once"],
  "client.kioskUrl": "https://example.org/",
  "client.screenOffAfter": 10,
  "client.keyboard": "de",
  "client.sshKeys": [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE5ZKTFgxRFr2e8wrS4iYhK7wUO7dl1O2ZGm8mEXAMPL somebody",
  ],
  "client.sshRoot": true,
  "client.horizonBundle": "client.bundle",
  "client.horizonSha256": "ab".repeat(32),
  "client.shutdownTime": "22:00",
  "client.writable": "1G",
  "boot.rootProto": "tftp",
  "boot.rootUrl": "other.squashfs",
  "boot.homeProto": "tftp",
  "boot.homeUrl": null,
  "boot.overlayProto": "tftp",
  "boot.overlays": ["site.tar.gz"],
  "boot.overlaySize": "1G",
  "boot.server": "boot.lab",
  "boot.uki": true,
  "boot.locked": "no",
  "boot.root": "stream",
  "stream.copy": "never",
  "boot.rollbackIndex": 1,
  "boot.caFile": "ca.pem",
  "boot.retry": 60,
  "boot.reportUrl": null,
  "boot.console": ["tty1"],
  "boot.initrdDebug": true,
  "boot.uvesafb": "mode_option=1280x800-32",
  "boot.extra": ["quiet"],
  "serve.bios": "pxelinux",
  "serve.uefi": "grub",
  "serve.menu": 10,
  "serve.clients": [{ client: "default", parameters: ["quiet"] }],
  "serve.canary": ["52:54:00:12:34:56"],
  "publish.key": "site",
  "publish.proof": "look",
};

/** What else has to be so that a setting counts, before and after. */
const beside: Readonly<Record<string, readonly [string, unknown][]>> = {
  "client.horizonSha256": [["packages.roles", ["horizon"]]],
  "client.horizonBundle": [["packages.roles", ["horizon"]]],
  "client.sshRoot": [["client.sshKeys", others["client.sshKeys"]]],
};

const withValues = (builder: string, values: readonly (readonly [string, unknown])[]) => {
  const settings: Record<string, unknown> = { version: 1, base: { builder } };
  for (const [name, value] of values) {
    const [group = "", key] = name.split(".");
    if (key === undefined) settings[group] = value;
    else settings[group] = { ...((settings[group] ?? {}) as object), [key]: value };
  }
  // A suite belongs to one distribution alone.
  if (values.some(([name]) => name === "base.distribution"))
    settings.base = { ...(settings.base as object), suite: "noble" };
  return parseSettings(settings);
};

const builders = { local: localStages, vagrant: vagrantStages };

describe("the key of each stage", () => {
  it("is recorded for every setting", () => {
    expect(Object.keys(others).sort()).toEqual([...fields().keys()].sort());
  });

  it.each(["local", "vagrant"] as const)(
    "changes with the settings that it is recorded to: %s",
    async (name) => {
      const lines = Object.entries(others)
        .filter(([setting]) => setting !== "base.builder")
        .map(([setting, value]) => {
          const more = beside[setting] ?? [];
          const before = withValues(name, more);
          const after = withValues(name, [...more, [setting, value]]);
          expect([setting, after]).not.toEqual([setting, before]);
          const keys = (settings: typeof before) =>
            // What a probe finds takes the place of its key.
            plan(
              builders[name],
              settings,
              facts,
              new Map(name === "vagrant" ? [["customize", "found"]] : []),
            );
          const known = keys(before);
          const changed = keys(after).filter(
            (stage) => known.find((each) => each.name === stage.name)?.key !== stage.key,
          );
          return `${setting.padEnd(26)} ${changed.map((stage) => stage.name).join(" ") || "-"}`;
        });
      await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(`recorded/keys-by-setting-${name}.txt`);
    },
  );
});
