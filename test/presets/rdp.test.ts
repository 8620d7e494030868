import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Release } from "../../src/release/release.ts";
import { newWorkplace, type Workplace } from "../support/cli.ts";
import { freePort } from "../support/net/free-port.ts";
import { startRdpServer } from "../support/net/rdp-server.ts";
import type { Picture } from "../support/releases/picture.ts";
import { takePicture } from "../support/releases/pictures.ts";
import { buildPreset, everything, measured, smallest } from "../support/releases/presets.ts";
import { inFrontOf, patience, screenHeight, screenWidth } from "../support/ui/screen.ts";
import { waitFor } from "../support/wait.ts";

const minutes = 60_000;
const desktop = "#20303c";
const bar = "#16212a";
const button = "#2a7f62";

/** Whether there is a terminal with something in it. */
const showsTerminal = (screen: Picture) => {
  const terminal = [40, 50, 700, 180] as const;
  return screen.share("#ffffff", terminal) > 0.7 && screen.colours(terminal) > 10;
};

let workplace: Workplace;
let release: Release;
let port: number;

beforeAll(async () => {
  workplace = await newWorkplace();
  port = await freePort();
  release = await buildPreset(workplace, "rdp");
}, 8 * minutes);
afterAll(() => rm(workplace.folder, { recursive: true }));

describe("the RDP client", { timeout: 30 * minutes, retry: 1 }, () => {
  it("starts the only server at once, and connects again when that comes back", async () => {
    let server = await startRdpServer(workplace.folder, port);
    try {
      const verdict = await inFrontOf(
        release,
        { folder: workplace.folder, memoryMiB: smallest.rdp, params: [`rdpservers=Büro%1:10.0.2.2:${port}`] },
        async (client) => {
          await waitFor(() => server.connections() === 1, patience);
          // Its screen is smaller than ours, and almost white after its way through a video codec.
          await client.shows(
            (screen) => screen.colour(400, 300) > "#f8f8f8" && screen.colour(1000, 700) === "#000000",
          );
          await server.stop();
          // It says that the server is away, and when it tries again.
          await client.shows((screen) => screen.share(desktop) > 0.5 && showsTerminal(screen));
          server = await startRdpServer(workplace.folder, port);
          await waitFor(() => server.connections() === 1, patience);
          await client.booted();
          await measured(client, "rdp", release);
        },
      );
      expect(verdict.checks.filter(({ ok }) => !ok)).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  it.runIf(everything)(
    "has a shortcut in jwm's bar for each of several servers, which starts when it is clicked",
    async () => {
      const server = await startRdpServer(workplace.folder, port);
      try {
        const options = "/f%/cert:tofu%/u:me%/p:secret%/sec:tls";
        const verdict = await inFrontOf(
          release,
          {
            folder: workplace.folder,
            params: [`rdpservers=Büro:10.0.2.2:${port}:${options};Lager:10.0.2.2:9:/f`],
          },
          async (client) => {
            const middle = screenHeight - 18;
            await client.shows(
              (screen) =>
                screen.share(desktop, [0, 0, screenWidth, screenHeight - 40]) > 0.95 &&
                screen.share(bar, [screenWidth / 2, screenHeight - 30, 300, 20]) > 0.95 &&
                // Three buttons, the menu and two servers, with spaces between them.
                buttonsIn(Array.from({ length: 400 }, (_, x) => screen.colour(x, screenHeight - 4))) === 3,
            );
            await takePicture(client, "rdp", workplace.folder);
            await client.booted();
            expect(server.connections()).toBe(0);
            await client.until(
              async () => showsTerminal(await client.picture()),
              () => client.click(125, middle),
            );
            await takePicture(client, "rdp-unreachable", workplace.folder);
            await client.until(
              () => server.connections() > 0,
              () => client.click(80, middle),
            );
            await client.shows((screen) => screen.colour(400, 300) > "#f8f8f8");
          },
        );
        expect(verdict.checks.filter(({ ok }) => !ok)).toEqual([]);
        expect(verdict.report?.shortcuts).toEqual(["Büro", "Lager"]);
      } finally {
        await server.stop();
      }
    },
  );
});

describe.runIf(everything)(
  "the RDP client of a server that wants to know first",
  { timeout: 30 * minutes, retry: 1 },
  () => {
    it("asks for a name and a password in a terminal", async () => {
      const server = await startRdpServer(workplace.folder, port, "nla");
      try {
        await inFrontOf(
          release,
          { folder: workplace.folder, params: [`rdpservers=Büro:10.0.2.2:${port}`] },
          async (client) => {
            await client.shows(showsTerminal);
            await takePicture(client, "rdp-nla", workplace.folder);
            expect(await client.run("busybox pidof xterm")).toMatch(/^\d+\s*$/);
            await client.booted();
          },
        );
      } finally {
        await server.stop();
      }
    });
  },
);

/** Stretches of the buttons' colour in a row of pixels. */
const buttonsIn = (row: readonly string[]) =>
  row.filter((colour, x) => colour === button && row[x - 1] !== button).length;
