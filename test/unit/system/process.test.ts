import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { CancelledError } from "../../../src/system/errors.ts";
import { inNamespace } from "../../../src/system/namespace.ts";
import { CommandError, dyingWithUs, lineSplitter, run } from "../../../src/system/process.ts";
import { leftovers } from "../../support/leftovers.ts";
import { waitFor } from "../../support/wait.ts";

const isRunning = async (pid: number) => {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "State: gone");
  return !/State:\s+(Z|gone)/.test(status);
};

describe("lineSplitter", () => {
  it("ends lines at newlines and carriage returns, wherever the chunks break", () => {
    const lines: string[] = [];
    const splitter = lineSplitter((line) => lines.push(line));
    for (const chunk of ["a\nb", "c\r", "10 %\r20", " %\r\nlast"]) splitter.write(chunk);
    splitter.end();
    expect(lines).toEqual(["a", "bc", "10 %", "20 %", "last"]);
  });

  it("cuts a line without end", () => {
    const lines: string[] = [];
    const splitter = lineSplitter((line) => lines.push(line));
    for (let count = 0; count < 100; count += 1) splitter.write("x".repeat(100_000));
    splitter.end();
    expect(lines.join("").length).toBeLessThan(200_000);
  });
});

describe("run", () => {
  it("gives stdout, and the last lines of what failed", async () => {
    expect(await run(["printf", "a b"])).toBe("a b");
    const error = await run(["sh", "-c", "echo why >&2; exit 3"]).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ exitCodeOfCommand: 3, lastLines: ["why"] });
  });

  it("says that a program does not exist", async () => {
    await expect(run(["no-such-program-here"])).rejects.toBeInstanceOf(CommandError);
  });

  it("ends a namespace's whole family when it is cancelled", async () => {
    const controller = new AbortController();
    // A marker in the arguments, so that the grandchild can be found on the host.
    const marker = `86${process.pid}.25`;
    const running = run(inNamespace(["sh", "-c", `sleep ${marker} & sleep ${marker}`]), {
      signal: controller.signal,
    });
    const family = () => leftovers(`sleep ${marker}`);
    await waitFor(async () => (await family()).length >= 3);
    controller.abort();
    await expect(running).rejects.toBeInstanceOf(CancelledError);
    await waitFor(async () => (await family()).length === 0);
  });

  it("never outlives us, even when we are killed", async () => {
    const script = `import { spawn } from "node:child_process";
      const [file, ...args] = ${JSON.stringify(dyingWithUs(inNamespace(["sleep", "600"])))};
      const child = spawn(file, args, { detached: true, stdio: "ignore" });
      console.log(child.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = await new Promise<number>((got) =>
      parent.stdout.once("data", (data) => got(Number(String(data)))),
    );
    // It is unshare only once setpriv has set the signal; the word alone is in the arguments of both, and of node.
    await waitFor(async () => (await readFile(`/proc/${pid}/cmdline`, "utf8")).startsWith("unshare\0"));
    expect(await isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    await waitFor(async () => !(await isRunning(pid)));
  });
});
