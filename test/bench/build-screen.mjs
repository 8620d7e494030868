import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleModules } from "./modules.mjs";
import { median, once, quantile } from "./timing.mjs";

/** A minute shows a leak; the promise is of ten: THINSMITH_BENCH_MINUTES=10. */
const seconds = 60 * Number(process.env.THINSMITH_BENCH_MINUTES ?? 1);
const linesPerSecond = 10_000;
const MiB = 1024 * 1024;

/**
 * The wizard's build screen with a build whose two running stages print without end; its heap, after a collection,
 * goes into the file that is its argument.
 */
const program = `
import { appendFileSync } from "node:fs";
import { BuildSession } from "./components/build/build-session.ts";
import { drawFullscreen } from "./components/app/fullscreen.tsx";
import { Build } from "./components/build/Build.tsx";
import { stageNames } from "./src/builders/builders.ts";

const running = ["initrd", "rootfs"];
const tick = 10;
async function* events() {
  const at = Date.now();
  const stages = stageNames.map((stage) => ({ stage, key: "k", expectedSeconds: 30 }));
  yield { type: "build-started", at, name: "bench", log: "build.log", stages };
  for (const stage of running) yield { type: "stage-started", at, stage };
  let lines = 0;
  const begin = performance.now();
  for (;;) {
    const due = ((performance.now() - begin) / 1000) * ${linesPerSecond};
    for (; lines < due; lines += 1) {
      const stage = running[lines % 2];
      yield { type: "log", at, stage, line: "Adding module /usr/lib/modules/6.12.0/kernel/drivers/net/" + lines + ".ko" };
    }
    yield { type: "stage-progress", at, stage: "rootfs", fraction: (lines % 1e6) / 1e6, detail: lines + " of 1000000" };
    await new Promise((again) => setTimeout(again, tick));
  }
}
const session = new BuildSession(events);
setInterval(() => {
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  appendFileSync(process.argv[2], heapUsed + " " + rss + "\\n");
}, 3000);
await drawFullscreen(() => <Build session={session} />, new AbortController().signal);
`;

const measureOnce = async () => {
  const { spawn } = await import("@lydell/node-pty");
  const folder = mkdtempSync(join(tmpdir(), "thinsmith-bench-"));
  const file = join(folder, "screen.mjs");
  const heaps = join(folder, "heaps");
  await bundleModules(program, file);
  const { CI: _, ...environment } = process.env;
  const pty = spawn(process.execPath, ["--expose-gc", file, heaps], {
    cols: 200,
    rows: 50,
    cwd: folder,
    env: { ...environment, LC_ALL: "C.UTF-8", TERM: "xterm-256color" },
  });
  const gone = new Promise((done) => pty.onExit(done));
  let awaited = "";
  let shown = () => {};
  let said = "";
  let clears = 0;
  let frames = 0;
  pty.onData((data) => {
    // A sequence may lie on the border of two chunks.
    const text = said.slice(-8) + data;
    // The alternate screen is cleared once, when it is entered: before the first frame.
    clears += (text.match(/(?<!\x1b\[\?1049h)\x1b\[[23]?J/g) ?? []).length;
    frames += (data.match(/Building bench/g) ?? []).length;
    said = (said + data).slice(-64 * 1024);
    if (awaited && said.includes(awaited)) shown();
  });
  /** Milliseconds from a key, if there is one, until a text is drawn. */
  const timeUntil = (text, key = "") =>
    new Promise((done, failed) => {
      const begin = performance.now();
      const timer = setTimeout(() => failed(new Error(`the build screen never showed ${text}`)), 20_000);
      said = "";
      awaited = text;
      shown = () => {
        awaited = "";
        clearTimeout(timer);
        done(performance.now() - begin);
      };
      if (key) pty.write(key);
    });
  try {
    await timeUntil("❯ initrd");
    const times = [];
    const begin = performance.now();
    for (let down = true; performance.now() - begin < seconds * 1000; down = !down) {
      // At any time within the display's own beat.
      await new Promise((done) => setTimeout(done, 150 + Math.random() * 200));
      times.push(await timeUntil(down ? "❯ rootfs" : "❯ initrd", down ? "j" : "k"));
    }
    const samples = readFileSync(heaps, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(" ").map((bytes) => Number(bytes) / MiB));
    return { times, samples, clears, frames };
  } finally {
    pty.kill("SIGKILL");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Both measures are of one run. */
const measured = once(measureOnce);

export const buildScreenMeasures = [
  {
    name: "wizard key to frame under 10,000 lines a second",
    unit: "ms",
    target: 25,
    measure: async () => {
      const { times, clears, frames } = await measured();
      if (clears > 0) throw new Error(`the build screen cleared the terminal ${clears} times`);
      const at = (share) => quantile(times, share);
      return {
        value: at(0.95),
        detail: `95th percentile of ${times.length} keys, median ${at(0.5).toFixed(0)}, worst ${at(1).toFixed(0)}; ${frames} frames of 200x50`,
      };
    },
  },
  {
    name: "wizard memory growth",
    unit: "MiB",
    target: 20,
    measure: async () => {
      const { samples } = await measured();
      const heaps = samples.map(([heap]) => heap);
      const half = heaps.length >> 1;
      const [first, second] = [median(heaps.slice(0, half)), median(heaps.slice(half))];
      return {
        value: Math.max(0, second - first),
        detail: `heap ${first.toFixed(1)} then ${second.toFixed(1)} MiB, ${samples.length} samples in ${seconds} s, at last ${samples.at(-1)[1].toFixed(0)} MiB in all`,
      };
    },
  },
];
