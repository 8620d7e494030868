import { z } from "zod";
import { bootWord } from "../grammar/checked.ts";
import * as grammar from "../grammar/grammar.ts";
import { valueAt } from "../grammar/issue-words.ts";
import { shown } from "../grammar/shown.ts";
import { version as ownVersion } from "../system/version.ts";
import { proofSchema } from "./proof.ts";

/** The format that this thinsmith writes. A manifest without a number has format 1. */
const format = 1;

/** Text that is shown to a person and goes nowhere else. */
const text = z.string().regex(/^[^\x00-\x1f\x7f]*$/, "text without control characters");

const sum = /^[0-9a-f]{64}$/;

const protocol = z.enum(["http", "tftp"]).default("http");

/**
 * The settings of a release that its readers use, and no others. They reach loaders' files and kernel command lines, so
 * each has the grammar that it has in settings/schema.ts; what an older release lacks has its default. All other
 * settings stay as they were recorded: a release may have been built by another version, or with roles that are not here.
 */
export const recordedSettings = z.looseObject({
  packages: z.looseObject({ roles: z.array(text).default([]) }).prefault({}),
  zram: z
    .looseObject({
      sizePct: z.int().min(0).default(50),
      algorithm: text.default("lz4"),
      devices: z.union([z.literal("auto"), z.int().min(1)]).default("auto"),
    })
    .prefault({}),
  client: z
    .looseObject({
      user: grammar.userName.default("client"),
      autologin: z.boolean().default(true),
      ntpServers: z.array(grammar.hostName).default([]),
      rdpServers: z.array(z.looseObject({ host: grammar.hostName })).default([]),
    })
    .prefault({}),
  boot: z
    .looseObject({
      rootProto: protocol,
      rootUrl: grammar.fetchAddresses.default("rootfs.squashfs"),
      homeProto: protocol,
      homeUrl: grammar.fetchAddresses.nullable().default("home.tar.gz"),
      overlayProto: protocol,
      overlays: z.array(grammar.fetchAddress).default([]),
      // Releases of older versions do not say.
      server: grammar.authority.nullable().optional(),
      rollbackIndex: z.int().min(0).optional(),
      reportUrl: grammar.fetchAddress.nullable().default("thinsmith/report"),
      // Both are words of the kernel command line.
      console: z.array(bootWord).default([]),
      extra: z.array(bootWord).default([]),
    })
    .prefault({}),
  // Releases of older versions do not say.
  publish: z.looseObject({ key: z.string().nullable().optional() }).optional(),
  serve: z
    .looseObject({
      bios: z.enum(["ipxe", "pxelinux"]).default("ipxe"),
      uefi: z.enum(["ipxe", "grub", "shim", "uki"]).default("ipxe"),
      menu: z.int().min(0).default(0),
      clients: z
        .array(
          z.looseObject({
            client: z.union([z.literal("default"), grammar.macAddress]),
            release: grammar.releaseWord.nullable().default(null),
            parameters: z.array(bootWord).default([]),
            overlays: z.array(grammar.fetchAddress).nullable().default(null),
          }),
        )
        .default([]),
      canary: z.array(grammar.macAddress).default([]),
    })
    .prefault({}),
});

/**
 * What a release was made of, so that `build --locked` can make it again. It reaches apt's configuration, so all has a
 * grammar.
 */
const lock = z.object({
  /** Date of the package lists, or SOURCE_DATE_EPOCH: seconds since 1970. Later times of files were set to it. */
  epoch: z.int().min(0).max(9_999_999_999),
  /** All packages that the tree had, those among them that were taken out again. */
  packages: z.array(
    z.object({
      name: grammar.packageName,
      version: grammar.packageVersion,
      architecture: grammar.architecture,
      sha256: z.string().regex(sum, "a sha256").optional(),
    }),
  ),
});

export type Lock = z.output<typeof lock>;

/**
 * manifest.json of a release. Sizes in bytes, times in ISO 8601, `installedKiB` as dpkg says. A release may come from
 * elsewhere: what is used in a path, a URL or a loader's configuration has the same grammar as in settings.
 */
export const manifestSchema = z.object({
  version: z.literal(format).default(format),
  id: grammar.releaseWord,
  name: grammar.presetName,
  /** Key of the publish stage: equal keys, equal content. */
  key: text,
  /** Version of the thinsmith that wrote it. */
  thinsmith: text,
  builder: text,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  kernel: text,
  bootParameters: z.array(bootWord),
  settings: recordedSettings,
  files: z.array(
    z.object({
      name: grammar.servedPath,
      size: z.int().min(0),
      sha256: z.string().regex(sum, "a sha256 of 64 hexadecimal digits"),
    }),
  ),
  /** The outcome is done or cached. */
  stages: z.array(z.object({ name: text, key: text, outcome: text, seconds: z.number() })),
  packages: z.array(
    z.object({
      ...{ name: text, version: text, architecture: text, installedKiB: z.number() },
      /** The source package and its version, where they are others; releases of older versions do not say. */
      source: text.optional(),
      sourceVersion: text.optional(),
    }),
  ),
  /** Releases of older versions, and of builders that do not know it, have none. */
  lock: lock.optional(),
  /** Versions of the programs of the building machine that change bytes; those of the tree are among its packages. */
  tools: z.record(text, text).optional(),
  /**
   * Of thinsmith.efi: the sha256 before it was signed, since each signature has other bytes, and that of the certificate.
   */
  uki: z
    .object({ unsigned: text, certificate: text.nullable(), locked: z.boolean().default(false) })
    .optional(),
  /**
   * Its clients take signed files of single clients (trust/client-file): for this image, by the name that it was built with, of
   * this time or later (seconds since 1970), signed by this key (sha256). Only the clients of a signed image do.
   */
  clientFiles: z
    .object({
      image: grammar.presetName,
      since: z.int().min(0).max(9_999_999_999),
      key: z.string().regex(sum, "a sha256"),
    })
    .optional(),
  /** What was proven before it was published; releases of older versions do not say. */
  proof: proofSchema.optional().catch(undefined),
  /** What the excludes took out of the root, by path or by package; releases of older versions do not say. */
  excluded: z.array(z.object({ what: text, kind: text, files: z.number(), bytes: z.number() })).optional(),
});

export type Manifest = z.output<typeof manifestSchema>;

/** Why a manifest cannot be used, as the end of a sentence without its full stop, and what to do. */
export interface Unusable {
  readonly problem: string;
  readonly remedy: string;
}

const rebuild = "Build the image again.";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const problemOf = (issue: z.core.$ZodIssue, json: unknown): string => {
  const name = issue.path.join(".");
  const value = valueAt(json, issue.path);
  if (value === undefined) return `manifest.json lacks ${name}`;
  if (issue.code === "custom") return `manifest.json, ${name}: ${issue.message}`;
  const allowed =
    issue.code === "invalid_union"
      ? issue.errors.flat().find(({ code }) => code === "invalid_format")
      : issue;
  return `manifest.json, ${name}: ${shown(value)} is not allowed${allowed ? `; allowed: ${allowed.message}` : ""}`;
};

/** `parsed` with its keys in the order in which they were recorded, for lists that people compare. */
const inOrder = <T>(recorded: unknown, parsed: T): T =>
  isObject(recorded) && isObject(parsed)
    ? (Object.fromEntries(
        Object.keys({ ...recorded, ...parsed }).map((key) => [key, inOrder(recorded[key], parsed[key])]),
      ) as T)
    : parsed;

/** Reads a manifest as far as it is used. Pure. */
export const parseManifest = (content: string): Manifest | Unusable => {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return { problem: "manifest.json is damaged: it is not JSON", remedy: rebuild };
  }
  if (!isObject(json)) return { problem: "manifest.json is no manifest", remedy: rebuild };
  const { version = format, thinsmith } = json;
  if (typeof version === "number" && version > format) {
    const writer =
      typeof thinsmith === "string" ? `thinsmith ${shown(thinsmith).slice(1, -1)}` : "a newer thinsmith";
    return {
      problem: `${writer} wrote its manifest.json, in format ${version}; this is thinsmith ${ownVersion}, which reads format ${format}`,
      remedy: "Use the thinsmith that built it, or a newer one.",
    };
  }
  const { data, error } = manifestSchema.safeParse(json);
  if (data) return { ...data, settings: inOrder(json.settings, data.settings) };
  const [first, ...more] = error.issues.map((issue) => problemOf(issue, json));
  return { problem: `${first}${more.length > 0 ? ` (and ${more.length} more)` : ""}`, remedy: rebuild };
};
