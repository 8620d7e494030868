import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../src/dev/setup.mjs";
import { once, quantile } from "./timing.mjs";

const [columns, rows] = [200, 50];
const keysOnEach = 100;
/** In milliseconds: a screen that has said nothing for so long has drawn what a key changed. Details of a row come later, once the cursor rests. */
const silence = 60;

/** Screens of the wizard with a list, by the keys that lead there from the one before and a text that it shows. */
const screens = [
  { name: "first screen", keys: "", shows: "begin with" },
  { name: "steps", keys: "\r", shows: "Serve" },
  { name: "a step", keys: "jj\rg", shows: "install" },
  { name: "packages", keys: "j\r", shows: "chosen" },
];

const measureOnce = async () => {
  const { spawn } = await import("@lydell/node-pty");
  const folder = mkdtempSync(join(tmpdir(), "thinsmith-bench-"));
  const { CI: _, ...environment } = process.env;
  const pty = spawn(process.execPath, [join(root, "dist/thinsmith.js")], {
    cols: columns,
    rows,
    cwd: folder,
    env: { ...environment, THINSMITH_CONFIG: folder, LC_ALL: "C.UTF-8", TERM: "xterm-256color" },
  });
  const gone = new Promise((done) => pty.onExit(done));
  let said = "";
  let lastAt = 0;
  let bytes = 0;
  pty.onData((data) => {
    said = (said + data).slice(-256 * 1024);
    bytes += Buffer.byteLength(data);
    lastAt = performance.now();
  });
  const pause = () => new Promise((again) => setTimeout(again, 10));
  /** Waits until nothing more comes, once `text` has been drawn since the last call. */
  const quiet = async (text) => {
    const deadline = performance.now() + 30_000;
    while (!said.includes(text) || performance.now() - lastAt < silence) {
      if (performance.now() > deadline) throw new Error(`the wizard does not show ${text}`);
      await pause();
    }
    said = "";
  };
  const results = [];
  try {
    for (const { name, keys, shows } of screens) {
      for (const key of keys.match(/\x1b\[.|./gs) ?? []) {
        pty.write(key);
        await new Promise((done) => setTimeout(done, silence));
      }
      await quiet(shows);
      const times = [];
      const sizes = [];
      for (let index = 0; index < keysOnEach; index += 1) {
        bytes = 0;
        const begin = performance.now();
        // Down and up in turn: each moves the cursor.
        pty.write(index % 2 ? "\x1b[A" : "\x1b[B");
        while (bytes === 0 || performance.now() - lastAt < silence) {
          if (performance.now() - begin > 10_000) throw new Error(`no key is answered on ${name}`);
          await pause();
        }
        times.push(lastAt - begin);
        sizes.push(bytes);
      }
      results.push({ name, time: quantile(times, 0.95), size: quantile(sizes, 0.95) });
      said = `${shows}`;
    }
    return results;
  } finally {
    pty.kill("SIGKILL");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Both measures are of one run. */
const measured = once(measureOnce);

const worst = async (of, digits) => {
  const results = await measured();
  return {
    value: Math.max(...results.map(of)),
    detail: `95 of 100 keys at ${columns}x${rows}: ${results.map((one) => `${one.name} ${of(one).toFixed(digits)}`).join(", ")}`,
  };
};

export const screenMeasures = [
  { name: "wizard key to last byte", unit: "ms", target: 25, measure: () => worst(({ time }) => time, 0) },
  {
    name: "wizard bytes for a moved cursor",
    unit: "KB",
    target: 2,
    measure: () => worst(({ size }) => size / 1000, 2),
  },
];
