import { describe, expect, it } from "vitest";
import { followInitrd } from "../../../src/builders/tree/follow-initrd.ts";
import type { InitrdSettings } from "../../../src/contents/initrd-work.ts";

/** What mkinitramfs -v prints, for so many modules. */
const lines = (modules: number) => [
  "Adding config /etc/initramfs-tools/conf.d/thinsmith",
  "Adding binary /usr/bin/kmod",
  "Adding config /usr/lib/modprobe.d/aliases.conf",
  "Calling hook thinsmith",
  "Adding binary /usr/bin/curl",
  "Adding binary-link /usr/lib/x86_64-linux-gnu/libcurl.so.4",
  "Adding certificates /etc/ssl/certs/ca-certificates.crt",
  ...Array.from(
    { length: modules },
    (_, at) => `dracut-install: cp '/lib/m${at}.ko.xz' '/var/tmp/m${at}.ko.xz'`,
  ),
  "Building cpio /tmp/initrd initramfs",
];

const followed = (all: readonly string[], compression: InitrdSettings["compression"] = "zstd") => {
  const told: { fraction: number | undefined; detail: string | undefined }[] = [];
  const logged: string[] = [];
  const follow = followInitrd({
    inputs: { compression },
    log: (line) => logged.push(line),
    progress: (fraction, detail) => told.push({ fraction, detail }),
  });
  for (const line of all) follow(line);
  const at = (detail: string) => told.find((one) => one.detail === detail)?.fraction ?? Number.NaN;
  return { told, logged, at };
};

const plan = (modules: number, by = "dracut-install") => `initrd: about ${modules} modules, copied by ${by}`;

describe("the progress of an initrd", () => {
  it("rises with its lines, and ends before the packing does", () => {
    for (const modules of [10, 230, 900]) {
      const { told, logged } = followed([plan(230), ...lines(modules)]);
      const fractions = told.map(({ fraction }) => fraction ?? Number.NaN);
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      expect(fractions[0]).toBeGreaterThan(0);
      expect(fractions.at(-1)).toBeGreaterThan(0.85);
      expect(fractions.at(-1)).toBeLessThan(1);
      expect(logged).toEqual([plan(230), ...lines(modules)]);
    }
  });

  it("names what is copied, and every few modules", () => {
    const { told } = followed([plan(10), ...lines(12)]);
    expect(told.map(({ detail }) => detail)).toEqual([
      ...["copying programs", "adding kmod", "copying programs", "adding curl", "copying programs"],
      ...["5 modules", "10 modules", "packing"],
    ]);
  });

  it("counts that modules take longer in the shell, and that xz packs slowly", () => {
    const quick = followed([plan(230), ...lines(230)]);
    const shell = followed([plan(230, "cp"), ...lines(230)]);
    const xz = followed([plan(230), ...lines(230)], "xz");
    expect(shell.at("adding curl")).toBeLessThan(0.7 * quick.at("adding curl"));
    expect(xz.at("packing")).toBeLessThan(0.8);
    expect(quick.at("packing")).toBeGreaterThan(0.85);
  });

  it("is not known where nothing says how many modules there are", () => {
    const { told } = followed(lines(10));
    expect(told.every(({ fraction }) => fraction === undefined)).toBe(true);
    expect(told.length).toBeGreaterThan(5);
  });
});
