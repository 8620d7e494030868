import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeKeys } from "../../src/trust/keys/make.ts";

/** A configuration directory of a test's own: this process keeps its keys there from now on. */
export const ownConfig = (): string => {
  const config = mkdtempSync(join(tmpdir(), "thinsmith-config-"));
  process.env.THINSMITH_CONFIG = config;
  return config;
};

/** Keys that sign releases, and no others. */
export const releaseKeys = (name: string, passphrase?: string) =>
  makeKeys(name, { kinds: ["release"], bits: 2048, passphrase, tokens: {} });

/** Runs openssl, by which others check what we make. */
export const openssl = (...args: string[]): string =>
  execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
