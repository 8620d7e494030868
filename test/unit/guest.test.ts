import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/system/paths.ts";

const guest = join(packageRoot(), "src/guest/root");
const initrd = join(guest, "usr/share/thinsmith/initrd");
const folder = mkdtempSync(join(tmpdir(), "thinsmith-guest-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The shells that run these scripts: klibc's and dash on the client, busybox in the initrd. */
const shells = [["dash"], ["busybox", "sh"]] as const;

/** Runs a script with the boot script's functions loaded and the system's edges replaced. */
const inShell = (shell: readonly string[], script: string, files: Record<string, string> = {}) => {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const setup = `
    for part in messages config network fetch memory layers identity; do . ${initrd}/$part.sh; done
    say() { echo "$*"; }
    fail() { echo "FAIL $1: $2"; exit 9; }
    thinsmith_conf=${folder}/run.conf
  `;
  const [file, ...args] = shell as [string, ...string[]];
  return spawnSync(file, [...args, "-c", setup + script], { encoding: "utf8" });
};

describe.each(shells)("the boot script under %s %s", (...shell) => {
  const words = shell.filter(Boolean) as string[];
  const configured = (cmdline: string, name: string) =>
    inShell(words, `config_load ${folder}/client.conf ${folder}/cmdline; conf ${name} fallback`, {
      "client.conf": "zram_size_pct=50\nrooturl=rootfs.squashfs\ntimezone=UTC\n",
      cmdline,
    }).stdout.trim();

  it("takes what was set at the build, unless a boot parameter says otherwise", () => {
    expect(configured("boot=ram quiet\n", "zram_size_pct")).toBe("50");
    expect(configured("boot=ram zram_size_pct=75 quiet\n", "zram_size_pct")).toBe("75");
    expect(configured("zram_size_pct=1 zram_size_pct=2\n", "zram_size_pct")).toBe("2");
    expect(configured("rooturl=http://a/b?c=d*\n", "rooturl")).toBe("http://a/b?c=d*");
    expect(configured("boot=ram\n", "homeurl")).toBe("fallback");
  });

  it("keeps a parameter one line", () => {
    expect(configured("hostname=a\\nrootsha256=0\n", "rootsha256")).toBe("fallback");
  });

  it("does not let a boot parameter set what is the build's alone", () => {
    expect(configured("rootsha256=0000 rootbytes=1\n", "rootsha256")).toBe("fallback");
  });

  it("never runs what a parameter holds", () => {
    expect(configured("timezone=$(touch$IFS/tmp/x) hostname=`id`\n", "timezone")).toBe("$(touch$IFS/tmp/x)");
  });

  it("makes addresses from paths and the boot server", () => {
    const of = (address: string) =>
      inShell(words, `lease_server=10.0.0.1; fetch_address http ${address}`).stdout.trim();
    expect(of("rootfs.squashfs")).toBe("http://10.0.0.1/rootfs.squashfs");
    expect(of("/a/b")).toBe("http://10.0.0.1/a/b");
    expect(of("https://x/y")).toBe("https://x/y");
    expect(inShell(words, "fetch_address http rootfs.squashfs").stdout).toContain("FAIL NET-SERVER");
  });

  it("refuses an image that does not fit into memory, in one sentence", () => {
    const meminfo = "MemTotal: 400000 kB\nMemAvailable: 300000 kB\n";
    const check = (bytes: number) =>
      inShell(words, `meminfo=${folder}/meminfo; memory_check ${bytes}; echo fits`, { meminfo });
    expect(check(100_000_000).stdout.trim()).toBe("fits");
    expect(check(300_000_000).stdout).toMatch(
      /FAIL MEMORY: The image needs 382 MiB of memory, but this client has 292 MiB/,
    );
  });

  it("accepts a file only with the right size and sum", () => {
    const sum = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    const verify = (bytes: string, sha256: string) =>
      inShell(
        words,
        `f=${folder}/file; printf hello >$f; fetch_sum=${folder}/sum; sha256sum <$f >$fetch_sum
         fetch_verify url $f '${bytes}' '${sha256}'; echo accepted`,
      ).stdout;
    expect(verify("5", sum)).toContain("accepted");
    expect(verify("6", sum)).toContain("FAIL FETCH-SIZE");
    expect(verify("5", sum.replace("2", "3"))).toContain("FAIL FETCH-SHA256");
  });

  it("takes only numbers within bounds where a number is wanted", () => {
    const number = (value: string) =>
      inShell(
        words,
        `config_load ${folder}/none ${folder}/cmdline; conf_number retry 300 0 86400 2>/dev/null`,
        {
          cmdline: `retry=${value}\n`,
        },
      ).stdout.trim();
    expect(["7", "08", "010", "0", "5s", "-1", "99999999", "$((1))"].map(number)).toEqual([
      "7",
      "8",
      "10",
      "0",
      "300",
      "300",
      "300",
      "300",
    ]);
  });

  it("gives each card its own machine id, always the same", () => {
    const id = (mac: string) => inShell(words, `identity_machine_id ${mac}`).stdout.trim();
    expect(id("52:54:00:00:00:01")).toMatch(/^[0-9a-f]{32}$/);
    expect(id("52:54:00:00:00:01")).toBe(id("52:54:00:00:00:01"));
    expect(id("52:54:00:00:00:01")).not.toBe(id("52:54:00:00:00:02"));
  });
});

const scripts = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter(
      (path) =>
        statSync(path).isFile() &&
        (/\.sh$/.test(path) || /^#!\/bin\/sh|^# shellcheck shell=sh/.test(readFileSync(path, "utf8"))),
    );

describe("shell scripts", () => {
  it.each(
    [...scripts(guest), ...scripts(join(packageRoot(), "src/builders"))].map((path) =>
      path.slice(packageRoot().length + 1),
    ),
  )("%s passes shellcheck", (path) => {
    const result = spawnSync(
      "shellcheck",
      // 1091: sources that exist on the client alone; 2016: dpkg-query's own ${...}; 2154, 2034: variables of
      // other parts of the boot script, which are checked together below.
      ["-s", "sh", "-e", "SC1090,SC1091,SC2016,SC2154,SC2034", join(packageRoot(), path)],
      { encoding: "utf8" },
    );
    expect(result.stdout).toBe("");
    expect(result.status).toBe(0);
  });

  it("use no variable that no part sets", () => {
    const parts = ["messages", "config", "network", "fetch", "memory", "layers", "identity"];
    const whole = parts.map((part) => readFileSync(join(initrd, `${part}.sh`), "utf8")).join("\n");
    const known = `rootmnt= IP= BOOTIF= thinsmith_initrd= lease_search= lease_domain=\n: "$rootmnt$IP$BOOTIF"\n`;
    const path = join(folder, "whole.sh");
    writeFileSync(path, `#!/bin/sh\n${known}${whole}`);
    const found = spawnSync("shellcheck", ["-s", "sh", "-i", "SC2154", path], { encoding: "utf8" });
    expect(found.stdout).toBe("");
  });

  it("are executable where they are run", () => {
    for (const path of [
      "usr/share/initramfs-tools/hooks/thinsmith",
      "usr/lib/thinsmith/zram",
      "usr/share/thinsmith/initrd/lease-script",
    ]) {
      execFileSync("test", ["-x", join(guest, path)]);
    }
  });
});
