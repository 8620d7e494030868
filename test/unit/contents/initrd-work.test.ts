import { describe, expect, it } from "vitest";
import { initrdSeconds, initrdWorkOf } from "../../../src/contents/initrd-work.ts";
import { consoleWork } from "../../../src/contents/work.ts";

const netboot = { modules: "netboot", compression: "zstd" } as const;
const secondsOf = (packages: readonly string[], settings: Parameters<typeof initrdWorkOf>[1] = netboot) =>
  initrdSeconds(initrdWorkOf(new Set(packages), settings));

describe("what an initrd will take", () => {
  const trixie = ["linux-image-amd64", "initramfs-tools-core", "dracut-install"];
  const usual = secondsOf(trixie);

  it("is for the console image what its stages were measured with", () => {
    expect(usual).toBeCloseTo(consoleWork.initrdSeconds, 1);
    expect(secondsOf([])).toBe(usual);
  });

  it("depends on the kernel, on what copies its modules, and on the settings", () => {
    const bookworm = ["linux-image-amd64", "initramfs-tools-core"];
    const cloud = ["linux-image-6.1.0-56-cloud-amd64", "initramfs-tools-core"];
    expect(secondsOf([...cloud, "dracut-install"])).toBeLessThan(usual);
    expect(secondsOf(bookworm)).toBeGreaterThan(1.5 * usual);
    expect(secondsOf(cloud)).toBeLessThan(secondsOf(bookworm));
    expect(secondsOf(trixie, { ...netboot, modules: "most" })).toBeGreaterThan(usual + 1);
    expect(secondsOf(trixie, { ...netboot, compression: "xz" })).toBeGreaterThan(usual + 2);
    expect(secondsOf(trixie, { ...netboot, compression: "gzip" })).toBeLessThan(usual);
  });
});
