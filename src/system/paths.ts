import { homedir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The directory that holds package.json, presets/ and src/guest/. The bundle is one level below it, in dist/;
 * this file is two levels below, in src/system/.
 */
export const packageRoot = (): string => {
  const here = fileURLToPath(new URL(".", import.meta.url));
  return resolve(here, here.endsWith("/dist/") ? ".." : "../..");
};

/** An empty variable counts as unset (XDG Base Directory Specification). */
const variable = (name: string): string | undefined => process.env[name] || undefined;

/** Cached stages and downloaded packages: $THINSMITH_CACHE, else thinsmith below the XDG cache directory. */
export const cacheDirectory = (): string =>
  resolve(
    variable("THINSMITH_CACHE") ?? join(variable("XDG_CACHE_HOME") ?? join(homedir(), ".cache"), "thinsmith"),
  );

/** The user's presets and roles: $THINSMITH_CONFIG, else thinsmith below the XDG configuration directory. */
export const configDirectory = (): string =>
  variable("THINSMITH_CONFIG") ??
  join(variable("XDG_CONFIG_HOME") ?? join(homedir(), ".config"), "thinsmith");

/** Directory of the releases, unless --output names another. */
export const defaultOutput = "build";

/** A path that a person wrote: a shell takes `~/` for their home directory before a program sees it, a field does not. */
export const writtenPath = (path: string): string =>
  path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;

/** A path relative to the working directory if it is below it, else as it is. */
export const shortPath = (path: string): string => {
  const short = relative(process.cwd(), path);
  return short !== "" && !short.startsWith("..") ? short : path;
};
