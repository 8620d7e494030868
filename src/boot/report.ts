import { z } from "zod";
import { readJson } from "../grammar/json.ts";
import { spansSchema } from "../release/tested.ts";

/** The report of a booted client (guest: /usr/lib/thinsmith/report). Times in seconds, memory in KiB. */
const reportSchema = z.object({
  uptime: z.number(),
  multiUser: z.boolean(),
  processors: z.int(),
  memory: z.object({ totalKiB: z.int(), availableKiB: z.int() }),
  root: z.object({ type: z.string(), lower: z.string() }),
  /** Bytes that a streaming client has read from its servers, and whether its root is in memory by now. */
  stream: z.object({ bytes: z.int(), copied: z.boolean() }).nullable().optional(),
  home: z.string(),
  swaps: z.array(
    z.object({
      device: z.string(),
      kib: z.int(),
      usedKiB: z.int(),
      priority: z.int(),
      algorithm: z.string(),
    }),
  ),
  failedUnits: z.array(z.string()),
  addresses: z.array(z.object({ interface: z.string(), address: z.string() })),
  machineId: z.string(),
  hostname: z.string(),
  kernel: z.string(),
  /** Whether the firmware checked what it started; null where there is no such firmware. Images of older versions do not say. */
  secureBoot: z.boolean().nullable().optional(),
  timezone: z.string(),
  hostKeys: z.array(z.string()),
  /** Layers of the root below the writable one, as they lie in /run/thinsmith/layers. */
  layers: z.array(z.string()),
  /** Bytes of the file systems in memory. */
  room: z.object({ image: z.int().nullable(), writable: z.int().nullable(), home: z.int().nullable() }),
  nameServers: z.array(z.string()),
  searchDomains: z.array(z.string()),
  timeServers: z.array(z.string()),
  /** HH:MM:SS, or empty. */
  shutdownTime: z.string(),
  /** Titles of the RDP servers on the desktop. */
  shortcuts: z.array(z.string()),
  /** Directories below /media that something is mounted on. */
  media: z.array(z.string()),
  sessions: z.array(z.object({ user: z.string(), terminal: z.string() })),
  /** The parts of the boot, each up to the next one; images of older versions do not tell them. */
  phases: spansSchema.default([]),
  /** The services that took longest. */
  slowUnits: spansSchema.default([]),
  /** Uptime when the report was complete. */
  sentAt: z.number().optional(),
});

export type ClientReport = z.output<typeof reportSchema>;

/** The report in a serial port's output, once a line of it is complete and sound; undefined before. Pure. */
export const findReport = (output: string): ClientReport | undefined => {
  for (const [, json = ""] of output.matchAll(/^THINSMITH-REPORT (\{.*\})\r?$/gm)) {
    const report = readJson(reportSchema, json);
    if (report) return report;
  }
  return undefined;
};
