import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "./place.mjs";
import { pairs, timeCommand } from "./timing.mjs";

const runs = 15;

/** Seconds until a program in a pseudo terminal shows a text; it is ended then. */
const timeUntilShown = async (args, text) => {
  const { spawn } = await import("@lydell/node-pty");
  // Ink draws nothing where CI is set.
  const { CI: _, ...environment } = process.env;
  const folder = mkdtempSync(join(tmpdir(), "thinsmith-bench-"));
  return new Promise((done) => {
    const begin = performance.now();
    const pty = spawn(process.execPath, args, {
      cols: 80,
      rows: 24,
      env: { ...environment, LC_ALL: "C.UTF-8", THINSMITH_CONFIG: folder, THINSMITH_CACHE: folder },
    });
    let said = "";
    let seconds;
    pty.onData((data) => {
      said += data;
      if (seconds === undefined && said.includes(text)) {
        seconds = (performance.now() - begin) / 1000;
        pty.kill("SIGKILL");
      }
    });
    pty.onExit(() => {
      seconds ??= (performance.now() - begin) / 1000;
      rmSync(folder, { recursive: true, force: true });
      done(seconds);
    });
  });
};

export const startMeasures = [
  {
    name: "start version",
    unit: "ratio",
    target: 2.0,
    measure: () =>
      pairs(
        runs,
        () => timeCommand([process.execPath, program, "--version"]),
        () => timeCommand([process.execPath, "-e", "0"]),
      ),
  },
  {
    name: "wizard first frame",
    unit: "ratio",
    target: 3.0,
    measure: () =>
      pairs(
        runs,
        () => timeUntilShown([program], "Which image?"),
        () => timeUntilShown(["-e", "0"], "never"),
      ),
  },
];
