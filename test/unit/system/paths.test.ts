import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { cacheDirectory, configDirectory, writtenPath } from "../../../src/system/paths.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each(["", undefined])("an environment variable that is %j counts as unset", (value) => {
  for (const name of ["THINSMITH_CONFIG", "THINSMITH_CACHE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"])
    vi.stubEnv(name, value);
  expect(configDirectory()).toBe(join(homedir(), ".config/thinsmith"));
  expect(cacheDirectory()).toBe(join(homedir(), ".cache/thinsmith"));
});

it("folders are those that the environment names", () => {
  vi.stubEnv("THINSMITH_CONFIG", undefined);
  vi.stubEnv("THINSMITH_CACHE", "");
  vi.stubEnv("XDG_CONFIG_HOME", "/a");
  vi.stubEnv("XDG_CACHE_HOME", "/b");
  expect(configDirectory()).toBe("/a/thinsmith");
  expect(cacheDirectory()).toBe("/b/thinsmith");
  vi.stubEnv("THINSMITH_CONFIG", "/c");
  vi.stubEnv("THINSMITH_CACHE", "/d");
  expect(configDirectory()).toBe("/c");
  expect(cacheDirectory()).toBe("/d");
});

it.each([
  ["~/x.json", join(homedir(), "x.json")],
  ["~", "~"],
  ["~other/x.json", "~other/x.json"],
  ["a/~/x.json", "a/~/x.json"],
])("the path %s that a person wrote means %s", (written, meant) => {
  expect(writtenPath(written)).toBe(meant);
});
