import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "vitest";
import type { Beginnings } from "../../../../components/app/beginning.ts";
import { builtImages } from "../../../../src/release/built.ts";
import { noteTested } from "../../../../src/release/tested.ts";
import { DraftFile } from "../../../../src/settings/drafts/file.ts";
import { holdDraft } from "../../../../src/settings/drafts/hold.ts";
import { parseSettings } from "../../../../src/settings/parse.ts";
import { makeRelease } from "../../releases/fake-release.ts";
import { openApp } from "../app.tsx";
import { ago, type Framing } from "./framing.tsx";

/** The first screen, what it asks, and what it refuses to open. */
export const firstFrames = ({ matches, go, begin, closing, columns, rows, folder }: Framing): void => {
  it("start", async () => {
    const images = join(folder, "images");
    rmSync(images, { recursive: true, force: true });
    const ids = ["20261121T200000Z-1", "20261122T211403Z-2"];
    for (const id of ids) await makeRelease({ output: images, id });
    await noteTested(join(images, "lab/current"), {
      ...{ at: ago(7200), ok: true, seconds: 49, memoryMiB: 814, machineMiB: 2048, failed: [] },
    });
    const first: Partial<Beginnings> = {
      built: (await builtImages([images])).images,
      drafts: [
        {
          ...{ name: "shop", file: "drafts/shop.json", image: "shop", preset: "kiosk" },
          ...{ changes: 3, building: false, changedAt: ago(60) },
        },
      ],
    };
    const screen = await openApp({ output: "build", columns, rows, ...first });
    closing(screen.unmount);
    await go(screen, /clients\s+get\s+this\s+release/, "space", /not tried/);
    await matches("start", screen);
    await go(screen, "?", /Keys/);
    await matches("help", screen);
  });

  it("start of somebody who has nothing yet", async () => {
    const screen = await openApp({ output: "build", columns, rows });
    closing(screen.unmount);
    await go(screen, /An image is all/);
    await matches("start-empty", screen);
  });

  it("questions of the first screen", async () => {
    const images = join(folder, "images");
    rmSync(images, { recursive: true, force: true });
    await makeRelease({ output: images, id: "20261122T211403Z-2" });
    const { images: built } = await builtImages([images]);
    const screen = await openApp({ output: "build", columns, rows, built });
    closing(screen.unmount);
    await go(
      screen,
      /clients\s+get\s+this\s+release/,
      "D",
      /To go on, write lab/,
      "la",
      /name la\b/,
      /not lab/,
    );
    await matches("start-question", screen);
    await go(screen, "esc", /Which image[\s\S]*clients\s+get\s+this\s+release/, "R", /All its releases/);
    await matches("start-ask", screen);
  });

  it("held-draft", async () => {
    const hold = await holdDraft("shop");
    const original = parseSettings({ version: 1, name: "shop" });
    await new DraftFile(hold).save({
      ...{ name: "shop", preset: "kiosk", original, unchanged: original, building: false },
      ...{ past: [], future: [] },
      settings: { ...original, zram: { ...original.zram, sizePct: 60 } },
    });
    // As if the other wizard were this process.
    writeFileSync(join(process.env.THINSMITH_CONFIG as string, "drafts/.shop.lock"), "4711\n");
    const drafts = [
      {
        ...{ name: "shop", file: "drafts/shop.json", image: "shop", preset: "kiosk" },
        ...{ changes: 1, building: false, changedAt: ago(60) },
      },
    ];
    const screen = await openApp({ output: "build", columns, rows, drafts });
    closing(screen.unmount);
    // Beside the list, where there is room.
    await go(screen, columns < 100 ? /a draft of the image/ : /zram size 50 -> 60/, "enter");
    await screen.shows("go on in a copy");
    await matches("held-draft", screen);
    await hold.release();
  });

  it("mistakes", async () => {
    const preset = {
      ...{ name: "shop", origin: "own" as const, description: "", file: "presets.json" },
      content: { version: 1, zram: { sizePct: 500 }, client: { user: "UPPER" }, unknown: true },
    };
    const screen = await begin("shop", { presets: [preset] });
    await screen.shows("The preset shop");
    await matches("mistakes", screen);
  });
};
