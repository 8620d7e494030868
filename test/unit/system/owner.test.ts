import { mkdtempSync, rmSync } from "node:fs";
import { readlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inNamespace } from "../../../src/system/namespace.ts";
import { isAlive, ownProcess } from "../../../src/system/owner.ts";
import { start } from "../../../src/system/process.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-owner-"));
const program = join(folder, "owner.mjs");
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  const contents = `import { isAlive, ownProcess } from "./src/system/owner.ts";
    console.log(await ownProcess(), await isAlive(process.argv[2]));
    process.stdin.resume();`;
  const stdin = { contents, resolveDir: join(import.meta.dirname, "../../..") };
  await build({ stdin, bundle: true, platform: "node", format: "esm", outfile: program, logLevel: "error" });
});

/** A process in a namespace of its own: what it calls itself, and whether it takes this process for running. */
const processInside = async () => {
  const inside = ["sh", "-c", 'mount -t proc proc /proc; exec "$@"', "-", process.execPath, program];
  let answer: (text: string) => void = () => {};
  const said = new Promise<string>((done) => {
    answer = done;
  });
  const running = start(inNamespace([...inside, await ownProcess()]), { onOutput: (text) => answer(text) });
  const [name = "", seesUs] = (await said).trim().split(" ");
  return { running, name, seesUs };
};

describe("the owner of something unfinished", () => {
  it("runs until it has ended, in this namespace", async () => {
    const own = await ownProcess();
    expect(await isAlive(own)).toBe(true);
    const [pid, started, namespace, boot] = own.split(".");
    expect(await isAlive(`${pid}.${Number(started) + 1}.${namespace}.${boot}`)).toBe(false);
    expect(await isAlive(`${pid}.${started}.${namespace}.00000000`)).toBe(false);
    expect(await isAlive("nonsense")).toBe(false);
  });

  it("is not taken for gone from another process namespace", async () => {
    const { running, name, seesUs } = await processInside();
    expect(seesUs).toBe("true");
    expect(name.split(".")[2]).not.toBe((await ownProcess()).split(".")[2]);
    expect(await isAlive(name)).toBe(true);
    await running.stop();
    // Whoever is in a container cannot see that.
    const seesAll = (await readlink("/proc/self/ns/pid")) === "pid:[4026531836]";
    // Its end comes after that of unshare(1).
    await expect.poll(() => isAlive(name), { timeout: 20_000 }).toBe(!seesAll);
  });
});
