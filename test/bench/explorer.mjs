import { join } from "node:path";
import { makeLargeImage } from "./large-image.mjs";
import { mostMemory } from "./memory.mjs";
import { newScratch, program } from "./place.mjs";
import { median } from "./timing.mjs";

const rounds = 7;
/** What people type into the filter; each of its beginnings is a filter too. */
const filters = ["file-name-14", "*.so", "area-9", "png", "package-12"];

let image;
/** A squashfs of 150,000 files, gone when the bench ends. */
const largeImage = async () => {
  if (image) return image;
  const file = join(newScratch(), "large.squashfs");
  await makeLargeImage(file);
  image = file;
  return image;
};

/** The explorer in a pseudo terminal; `shows` gives the milliseconds until its output has a text. */
const openExplorer = async (file) => {
  const { spawn } = await import("@lydell/node-pty");
  const { CI: _, ...environment } = process.env;
  const pty = spawn(process.execPath, [program, "inspect", file], {
    cols: 80,
    rows: 24,
    env: { ...environment, TERM: "xterm-256color", LC_ALL: "C.UTF-8" },
  });
  let said = "";
  let heard = () => {};
  pty.onData((data) => {
    said += data;
    heard();
  });
  const ended = new Promise((done) => pty.onExit(done));
  const shows = (text) =>
    new Promise((seen, failed) => {
      const begin = performance.now();
      const timer = setTimeout(() => failed(new Error(`the explorer never shows ${text}`)), 60_000);
      heard = () => {
        if (!said.includes(text)) return;
        clearTimeout(timer);
        heard = () => {};
        seen(performance.now() - begin);
      };
      heard();
    });
  return {
    shows,
    press(keys) {
      said = "";
      pty.write(keys);
    },
    memory: () => mostMemory(pty.pid),
    async close() {
      pty.kill("SIGKILL");
      await ended;
    },
  };
};

/** One look into the large image: how quickly each key of each filter changes the screen, and what it takes. */
let looked;
const look = async () => {
  if (looked) return looked;
  const explorer = await openExplorer(await largeImage());
  await explorer.shows("150,000 files");
  const times = [];
  for (const filter of filters) {
    explorer.press("f");
    await explorer.shows("show all");
    for (let typed = 1; typed <= filter.length; typed += 1) {
      explorer.press(filter[typed - 1]);
      times.push(await explorer.shows(`filter ${filter.slice(0, typed)}: `));
    }
    explorer.press("\x1b");
    await explorer.shows("by size");
  }
  const memory = explorer.memory();
  await explorer.close();
  looked = { times: times.sort((a, b) => a - b), memory };
  return looked;
};

export const explorerMeasures = [
  {
    name: "inspect first frame",
    unit: "s",
    target: 0.5,
    async measure() {
      const file = await largeImage();
      const times = [];
      for (let round = 0; round < rounds; round += 1) {
        const explorer = await openExplorer(file);
        times.push((await explorer.shows("usr/")) / 1000);
        await explorer.close();
      }
      return { value: median(times), detail: `from the start to the first file on screen, ${rounds} runs` };
    },
  },
  {
    name: "inspect filter, key to frame",
    unit: "ms",
    target: 50,
    async measure() {
      const { times } = await look();
      const value = times[Math.ceil(times.length * 0.95) - 1];
      const detail = `95 of 100 keys, ${times.length} keys in 150,000 files, median ${median(times).toFixed(1)} ms`;
      return { value, detail };
    },
  },
  {
    name: "inspect memory, screen",
    unit: "MiB",
    target: 300,
    async measure() {
      const { memory } = await look();
      return { value: memory, detail: "most that the whole program had, 150,000 files filtered" };
    },
  },
];
