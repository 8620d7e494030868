import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describer } from "../../../src/serve/events/describe.ts";
import type { ServeEvent } from "../../../src/serve/events/events.ts";
import { ServeLog } from "../../../src/serve/events/log.ts";
import { clientsSeen } from "../../../src/serve/events/seen.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "thinsmith-seen-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** Written as `serve` writes it. */
const log = async (name: string, events: readonly ServeEvent[]) => {
  const describe = describer();
  const file = new ServeLog(join(directory, name), () => {});
  for (const event of events) file.write(event.at, describe(event) ?? "");
  await file.close();
};
const at = Date.UTC(2026, 10, 27, 12);
const one = "52:54:00:00:00:01";
const two = "52:54:00:00:00:02";
const three = "52:54:00:00:00:03";

describe("clients that boot servers have seen", () => {
  it("are those that did something, by all logs, the last one first", async () => {
    await log("serve-eth0.log", [
      { type: "client", at, step: "asks", mac: one },
      { type: "client", at: at + 1000, step: "loader", mac: two, ip: "10.0.0.2", detail: "snponly.efi" },
    ]);
    await log("serve-eth1.log", [
      {
        type: "fetch-started",
        at: at + 9000,
        id: 1,
        file: "vmlinuz",
        from: 0,
        size: 5,
        mac: one,
        ip: "fd00::1",
      },
    ]);
    const seen = await clientsSeen([directory, join(directory, "not-there")]);
    expect(seen.map(({ mac }) => mac)).toEqual([one, two]);
    expect(seen[0]?.at).toEqual(new Date(at + 9000));
  });

  it("are none by what a client asks for, or by what is no log", async () => {
    await log("serve-eth0.log", [
      { type: "refused", at, by: "http", path: `/x\n2026-11-27T12:00:00.000Z ${two} asks`, ip: "10.0.0.9" },
      { type: "refused", at, by: "http", path: "/x", mac: one, ip: "10.0.0.9" },
    ]);
    await writeFile(join(directory, "serve-bin.log"), Buffer.alloc(3 * 1024 * 1024, 0xff));
    await writeFile(join(directory, "other.log"), `2026-11-27T12:00:00.000Z ${three} asks\n`);
    expect(await clientsSeen([directory])).toEqual([]);
  });
});
