import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Release } from "../../src/release/release.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { releaseOf } from "../support/net/client.ts";
import { rangeOf, sendFile, serve } from "../support/net/server.ts";
import { testCache } from "../support/releases/build.ts";
import { everything } from "../support/releases/presets.ts";
import { type Client, inFrontOf, patience } from "../support/ui/screen.ts";
import { waitFor } from "../support/wait.ts";

const minutes = 60_000;

let workplace: Workplace;
let release: Release;
let server: Awaited<ReturnType<typeof serve>>;
/** Bytes of the root that the server was asked for, and whether it answers. */
let asked = 0;
let answers = true;

const sizeOf = (name: string): number => release.manifest.files.find((file) => file.name === name)?.size ?? 0;
const sumOf = (name: string) => release.manifest.files.find((file) => file.name === name)?.sha256;

beforeAll(async () => {
  workplace = await newWorkplace();
  const sets = ["boot.root=stream", "name=stream", "rootfs.level=1"].flatMap((word) => ["--set", word]);
  const words = ["build", "console", "--no-prove", "--yes", "--progress", "plain", ...sets];
  const { status, stderr } = await thinsmith(workplace, words, {
    env: { THINSMITH_CACHE: await testCache() },
  });
  if (status !== 0) throw new Error(stderr);
  release = await releaseOf(workplace, "stream");
  server = await serve((request, response) => {
    const name = request.url?.slice(1) ?? "";
    if (!answers) return void request.socket.destroy();
    const [from, to] = rangeOf(request) ?? [0, 0];
    if (name === "rootfs.squashfs" && request.method === "GET") asked += to - from + 1;
    if (/^rootfs\.(squashfs|verity)$/.test(name))
      void sendFile(request, response, join(release.directory, name));
    else response.writeHead(404).end();
  });
}, 20 * minutes);
afterAll(async () => {
  await server?.close();
  await rm(workplace.folder, { recursive: true });
});

/** What the keeper has said so far. */
const kept = (client: Client) => client.run("cat /run/thinsmith/stream.log");

describe("a client that streams its root", { timeout: 20 * minutes, retry: 1 }, () => {
  it("reads what it needs, copies the rest after the start, and needs no server from then on", async () => {
    asked = 0;
    const params = [`rooturl=http://${server.address}/rootfs.squashfs`];
    const verdict = await inFrontOf(
      release,
      { folder: workplace.folder, memoryMiB: 1024, params },
      async (client) => {
        await client.booted();
        expect(asked).toBeLessThan(0.5 * sizeOf("rootfs.squashfs"));
        await waitFor(async () => (await kept(client)).includes("the root is in memory"), patience);
        answers = false;
        const sum = await client.run(
          "echo 3 >/proc/sys/vm/drop_caches; sha256sum /dev/mapper/thinsmith-root",
        );
        expect(sum.slice(0, 64)).toBe(sumOf("rootfs.squashfs"));
        expect(await client.run("pgrep -c nbdkit; ls /sys/block | grep -c nbd.*/pid")).toMatch(/^0\n0\n$/);
      },
    );
    answers = true;
    expect(verdict.checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  it.runIf(everything)("waits for a server that is away, and goes on", async () => {
    const params = [`rooturl=http://${server.address}/rootfs.squashfs`];
    await inFrontOf(release, { folder: workplace.folder, memoryMiB: 1024, params }, async (client) => {
      await client.booted();
      answers = false;
      // Something that nobody has read yet.
      const read = client.run(
        "echo 3 >/proc/sys/vm/drop_caches; find /usr/share/zoneinfo -type f -exec cat {} + | sha256sum",
      );
      await new Promise((later) => setTimeout(later, 60_000));
      answers = true;
      expect(await read).toMatch(/^[0-9a-f]{64} {2}-$/m);
    });
  });
});
