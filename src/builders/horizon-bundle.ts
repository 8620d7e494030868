import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { broughtBy } from "../catalog/roles.ts";
import { sha256File } from "../release/checksum.ts";
import type { Settings } from "../settings/schema.ts";
import { ThinsmithError } from "../system/errors.ts";
import { exists, makeDirectory } from "../system/files.ts";
import { cacheDirectory } from "../system/paths.ts";

/** The vendor's are below 400 MB. */
const largest = 2 * 1024 ** 3;
const isUrl = (place: string) => /^https?:\/\//.test(place);

const checkSum = async (path: string, sha256: string, name: string): Promise<void> => {
  const found = await sha256File(path);
  if (found === sha256) return;
  throw new ThinsmithError(
    `${name} is not the file that client.horizonSha256 means: its sha256 is ${found}.`,
    {
      remedy: "Get the file again from its vendor, or correct client.horizonSha256.",
    },
  );
};

/**
 * Looks, before anything is built, whether the role horizon has its vendor's installer, which nobody else may hand on.
 * @throws ThinsmithError that says what is missing
 */
export const checkBundle = async ({
  packages,
  base,
  client,
}: Pick<Settings, "packages" | "base" | "client">): Promise<void> => {
  if (!broughtBy(packages.roles, base).roles.includes("horizon")) return;
  const { horizonBundle: place, horizonSha256: sum } = client;
  if (place === null || sum === null)
    throw new ThinsmithError(
      `The role horizon lacks its vendor's installer: ${place === null ? "client.horizonBundle" : "client.horizonSha256"} is not set.`,
      {
        remedy:
          "Download the Linux client (.bundle, x64) from Omnissa or VMware, and add: --set client.horizonBundle=FILE --set client.horizonSha256=SUM, where SUM is what sha256sum FILE prints.",
      },
    );
  if (!isUrl(place)) await checkFile(place, sum);
};

const checkFile = async (place: string, sum: string): Promise<void> => {
  const found = await stat(resolve(place)).catch(() => undefined);
  if (!found?.isFile())
    throw new ThinsmithError(`client.horizonBundle names no file: there is no ${place}.`, {
      remedy: "Correct it; a relative path begins where thinsmith is started.",
    });
  await checkSum(resolve(place), sum, place);
};

const download = async (url: string, path: string, signal: AbortSignal): Promise<void> => {
  const response = await fetch(url, { signal });
  if (!response.ok || !response.body) throw new Error(`HTTP status ${response.status}`);
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      done(bytes > largest ? new Error("it is larger than 2 GiB") : null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(response.body as never), bounded, createWriteStream(path), { signal });
};

/**
 * The installer as a file that has been checked; one that was fetched stays in the cache.
 * @param place where it is taken from: a file or an address
 * @param sum its sha256; null where no role wants one
 * @returns undefined where no role wants one
 */
export const bundleFile = async (
  place: string | null,
  sum: string | null,
  { signal, log }: { signal: AbortSignal; log: (line: string) => void },
): Promise<string | undefined> => {
  if (place === null || sum === null) return undefined;
  if (!isUrl(place)) {
    await checkFile(place, sum);
    return resolve(place);
  }
  const directory = join(cacheDirectory(), "downloads/bundles");
  const kept = join(directory, sum);
  if (await exists(kept)) return kept;
  await makeDirectory(directory);
  const partial = `${kept}.${process.pid}.partial`;
  try {
    log(`fetching ${place}`);
    await download(place, partial, signal).catch((error: Error) => {
      signal.throwIfAborted();
      throw new ThinsmithError(`The Horizon client could not be fetched from ${place}: ${error.message}.`, {
        remedy: "Correct client.horizonBundle, or download the file yourself and name that.",
      });
    });
    await checkSum(partial, sum, place);
    await rename(partial, kept);
  } finally {
    await rm(partial, { force: true });
  }
  return kept;
};
