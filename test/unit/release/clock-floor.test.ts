import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { clockFloor } from "../../../src/release/files/clock-floor.ts";

const makeCertificate = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "thinsmith-test-"));
  const file = (name: string) => join(folder, name);
  const subject = ["-subj", "/CN=authority", "-days", "1"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file("key")];
  execFileSync("openssl", ["req", "-x509", ...key, ...subject, "-out", file("ca")], { stdio: "ignore" });
  const text = readFileSync(file("ca"), "utf8");
  rmSync(folder, { recursive: true });
  return text;
};

it("is the date of the image, or a day after a younger authority", () => {
  const before = Math.floor(Date.now() / 1000);
  const certificate = makeCertificate();
  const day = 86_400;
  expect(clockFloor(5, "")).toBe(5);
  expect(clockFloor(before + 10 * day, certificate)).toBe(before + 10 * day);
  const floor = clockFloor(5, `# ours\n${certificate}\n${certificate}`);
  expect(floor).toBeGreaterThanOrEqual(before + day);
  expect(floor).toBeLessThan(before + day + 600);
  expect(clockFloor(5, certificate)).toBe(floor);
});

it("is not decided by what is no certificate", () => {
  const damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  expect(clockFloor(5, damaged)).toBe(5);
});
