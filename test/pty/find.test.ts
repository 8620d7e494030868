import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newWorkplace, type Workplace } from "../support/cli.ts";
import { openTerminal } from "../support/ui/terminal.ts";
import { waitFor } from "../support/wait.ts";

const enter = "\r";
const find = "\x10";

let workplace: Workplace;
let terminal: ReturnType<typeof openTerminal> | undefined;
beforeAll(async () => {
  workplace = await newWorkplace();
  const lists = join(workplace.env.THINSMITH_CACHE as string, "downloads/debian/lib/apt/lists");
  await mkdir(lists, { recursive: true });
  const stanza = (name: string) =>
    `Package: ${name}\nVersion: 1\nArchitecture: amd64\nPriority: optional\nSection: utils\nInstalled-Size: 2048\nSize: 500000\nDescription: the program ${name}\n`;
  await writeFile(
    join(lists, "mirror_debian_dists_trixie_main_binary-amd64_Packages"),
    ["vim", "htop", "tmux"].map(stanza).join("\n"),
  );
});
afterEach(() => {
  terminal?.kill("SIGKILL");
});
afterAll(() => rm(workplace.folder, { recursive: true }));

const open = (columns: number, rows: number) => {
  terminal = openTerminal(workplace, [], { columns, rows });
  return terminal;
};

/** The settings of the only draft on disk. */
const kept = async () => {
  const folder = join(workplace.env.THINSMITH_CONFIG as string, "drafts");
  const [file] = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  return file === undefined ? undefined : JSON.parse(await readFile(join(folder, file), "utf8")).settings;
};

describe("a stranger with a wish, who knows Ctrl-P and Enter", () => {
  it.each([
    [80, 24],
    [120, 36],
  ])(
    "makes a kiosk for a shop window, German, 60 per cent of zram with zstd, vim and htop, without translations, xz: %d x %d",
    { timeout: 3 * 60_000 },
    async (columns, rows) => {
      await rm(join(workplace.env.THINSMITH_CONFIG as string, "drafts"), { recursive: true, force: true });
      const { shows, press } = open(columns, rows);
      await shows("ctrl-p find");
      /** Searches for something, takes the best of what is found, and waits for what comes of it. */
      const seek = async (words: string, row: RegExp, then: RegExp) => {
        press(find);
        await shows("Find anything");
        await shows("type to search");
        press(words);
        await shows(`/ ${words}`);
        await shows(row);
        press(enter);
        await shows(then);
      };
      await seek("new image", /❯ action +new image/, /❯ +Base/);
      await seek("roles kiosk", /❯ value +roles: kiosk/, /❯ roles .*kiosk/);
      await seek("kiosk page https://shop.example", /❯ value +kiosk page: https/, /❯ kiosk page +https:/);
      await seek("keyboard de", /❯ value +keyboard: de /, /❯ keyboard +de /);
      await seek("berlni", /❯ value +time zone: Europe\/Berlin/, /❯ time zone +Europe\/Berlin/);
      await seek("zram size 60", /❯ value +zram size: 60 %/, /❯ zram size +60 %/);
      await seek("zram zstd", /❯ value +algorithm: zstd +zram/, /❯ algorithm +zstd/);
      await seek("vim", /❯ package +vim/, /❯ install +vim/);
      await seek("htpo", /❯ package +htop/, /❯ install +vim, htop/);
      await seek("transaltions", /❯ value +directories: usr\/share\/locale/, /❯ directories +20 paths/);
      await seek("rootfs xz", /❯ value +algorithm: xz +rootfs/, /❯ algorithm +xz/);
      await seek("summary", /❯ action +summary/, /❯ Build this image/);
      await seek("command line", /❯ action +command line/, /zram\.sizePct=60/);
      await waitFor(async () => (await kept())?.rootfs.compression === "xz");
      expect(await kept()).toMatchObject({
        packages: { roles: expect.arrayContaining(["kiosk"]), install: ["vim", "htop"] },
        client: { kioskUrl: "https://shop.example", keyboard: "de", timezone: "Europe/Berlin" },
        zram: { sizePct: 60, algorithm: "zstd" },
        exclude: { paths: expect.arrayContaining(["usr/share/locale/*"]) },
        rootfs: { compression: "xz" },
      });
    },
  );
});
