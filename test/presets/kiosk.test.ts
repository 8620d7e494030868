import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newWorkplace, type Workplace } from "../support/cli.ts";
import { serve } from "../support/net/server.ts";
import { takePicture } from "../support/releases/pictures.ts";
import { buildPreset, everything, measured, smallest } from "../support/releases/presets.ts";
import { type Client, inFrontOf, patience } from "../support/ui/screen.ts";
import { waitFor } from "../support/wait.ts";

const minutes = 60_000;
const green = "#2a7f62";

/** It has one colour, says that it is shown, and says each key that it gets. */
const page = `<!doctype html><meta charset="utf-8"><title>Kiosk</title>
<style>body { background: ${green}; color: #fff; font: bold 60px sans-serif; margin: 60px }</style>
<h1>A kiosk</h1><p>This page is all there is.</p>
<script>
  const shown = () => fetch("/shown?" + innerWidth + "x" + innerHeight);
  shown();
  addEventListener("resize", shown);
  addEventListener("keydown", (event) => {
    const held = event.ctrlKey || event.altKey || event.metaKey ? "held-" : "";
    fetch("/key?" + held + event.key);
  });
</script>`;

let workplace: Workplace;
let server: Awaited<ReturnType<typeof serve>>;
const asked: string[] = [];
const count = (path: string) => asked.filter((one) => one === path).length;
/** Waits for that page or more of them; where they do not come, says what came. */
const comes = (path: string, times = 1) =>
  waitFor(() => count(path) >= times, patience).catch((error) => {
    throw new Error(`${error.message}\nasked for: ${asked.slice(-20).join(" ") || "nothing"}`);
  });
const keys = () => asked.flatMap((one) => /^\/key\?(.*)/.exec(one)?.[1] ?? []);

beforeAll(async () => {
  workplace = await newWorkplace();
  server = await serve((request, response) => {
    if (request.method === "GET") asked.push(request.url ?? "");
    response.setHeader("Content-Type", "text/html").end(request.url === "/page" ? page : "");
  });
});
afterAll(async () => {
  await server.close();
  await rm(workplace.folder, { recursive: true });
});

/** What people try who want to get at something else. */
const waysOut = [
  ...["ctrl-t", "ctrl-n", "ctrl-shift-n", "ctrl-w", "ctrl-shift-w", "ctrl-l", "ctrl-o", "ctrl-p", "ctrl-s"],
  ...["ctrl-j", "ctrl-h", "ctrl-u", "ctrl-shift-i", "ctrl-shift-delete", "ctrl-shift-esc", "ctrl-q"],
  ...[
    "alt-f4",
    "alt-left",
    "alt-home",
    "alt-tab",
    "alt-d",
    "alt-e",
    "alt-space",
    "meta_l-l",
    "meta_l",
    "compose",
  ],
  ...["f1", "f3", "f5", "f6", "f10", "f11", "f12", "escape"],
  ...[
    "ctrl-alt-f2",
    "ctrl-alt-f1",
    "alt-f2",
    "ctrl-alt-delete",
    "ctrl-alt-backspace",
    "alt-sysrq",
    "ac_home",
    // Chromium's task manager. Last, as Esc would close it.
    "shift-esc",
  ],
];

const showsPage = (client: Client) => client.shows((screen) => screen.share(green) > 0.7);

describe("the kiosk", { timeout: 30 * minutes, retry: 1 }, () => {
  it("shows one page, lets nobody out by keyboard, and comes back after a crash", async () => {
    const release = await buildPreset(workplace, "kiosk");
    const address = `http://${server.address}/page`;
    const verdict = await inFrontOf(
      release,
      { folder: workplace.folder, memoryMiB: smallest.kiosk, params: [`kiosk_url=${address}`] },
      async (client) => {
        await comes("/shown?1024x768");
        // With its text, which comes a little later.
        await client.shows((screen) => screen.share(green) > 0.7 && screen.colours() > 10);
        await takePicture(client, "kiosk", workplace.folder);
        await client.booted();

        await client.until(
          () => keys().includes("a"),
          () => client.press("a"),
        );
        for (const way of waysOut) await client.press(way);
        await client.until(
          () => keys().includes("b"),
          () => client.press("b"),
        );
        // What comes is letters without Ctrl or Alt, and keys that only move in a page.
        const leading = /^(held-.*|Control|Alt|Meta|OS|Escape|F\d+|ContextMenu|Browser.*|PrintScreen)$/;
        expect(keys().filter((key) => leading.test(key))).toEqual([]);
        expect(keys().length).toBeGreaterThan(10);
        expect(count("/page")).toBe(1);
        await showsPage(client);
        expect((await client.picture()).share(green)).toBeGreaterThan(0.7);
        expect(await client.run("cat /sys/class/tty/tty0/active")).toBe("tty1\n");
        await measured(client, "kiosk", release);

        const before = count("/page");
        await client.run("systemctl kill --signal=SIGKILL thinsmith-desktop@client");
        await comes("/page", before + 1);
        await comes("/shown?1024x768", 2);
        await showsPage(client);
        expect(await client.run("systemctl show -P NRestarts thinsmith-desktop@client")).toBe("1\n");
      },
    );
    expect(verdict.checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  it.runIf(everything)("is proven by a page that its browser has drawn, in place of its own", async () => {
    // A name of this run's own: what an earlier run has proven is still in the cache.
    const own = `client.hostname=run-${Date.now()}`;
    const release = await buildPreset(workplace, "kiosk", [own, "publish.proof=boot"]);
    expect(release.manifest.proof).toMatchObject({ how: "boot", ok: true });
    const log = await readFile(join(release.directory, "build.log"), "utf8");
    expect(log).toMatch(/ prove: ok {5}web page: shown, 1024x768$/m);
  });

  it.runIf(everything)("switches the screen off when set, and on again at a key press", async () => {
    const release = await buildPreset(workplace, "kiosk");
    await inFrontOf(
      release,
      {
        folder: workplace.folder,
        memoryMiB: 2048,
        params: [`kiosk_url=http://${server.address}/page`, "screen_off=1"],
      },
      async (client) => {
        await showsPage(client);
        await client.booted();
        await client.shows((screen) => screen.share(green) === 0);
        await client.press("a");
        await showsPage(client);
      },
    );
  });
});
