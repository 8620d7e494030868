import { access, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newWorkplace, type Workplace } from "../support/cli.ts";
import { openTerminal } from "../support/ui/terminal.ts";

let workplace: Workplace;
let terminal: ReturnType<typeof openTerminal> | undefined;
beforeEach(async () => {
  workplace = await newWorkplace();
});
afterEach(async () => {
  terminal?.kill("SIGKILL");
  await rm(workplace.folder, { recursive: true });
});

const open = (...args: string[]) => {
  terminal = openTerminal(workplace, args, { columns: 120 });
  return terminal;
};

const make = async (again: string) => {
  const { press, shows, frame, ended } = open("keys", "make", "site", "--for", "releases", "--passphrase");
  await shows("New passphrase:");
  press("hidden quartz jumps\r");
  await shows("The same again:");
  press(`${again}\r`);
  const status = await ended;
  expect(frame()).not.toMatch(/hidden|quartz|jump/);
  return { status, frame };
};

describe("a passphrase that is asked for", () => {
  it("is not shown, and protects the keys", async () => {
    expect((await make("hidden quartz jumps")).status).toBe(0);
    const key = join(workplace.folder, "config/keys/site/release.key");
    expect(await readFile(key, "utf8")).toContain("ENCRYPTED");
  });

  it("has to be the same twice", async () => {
    const { status, frame } = await make("hidden quartz jumped");
    expect(status).toBe(2);
    expect(frame()).toContain("two different passphrases");
    await expect(access(join(workplace.folder, "config/keys"))).rejects.toThrow("ENOENT");
  });

  it.each(["plain", "tty"])(
    "is asked for before a build begins, and a wrong one ends it: %s",
    async (progress) => {
      await make("hidden quartz jumps");
      const { press, shows, ended } = open(
        "build",
        "console",
        "--set",
        "publish.key=site",
        "--progress",
        progress,
      );
      await shows("Passphrase of the keys site:");
      press("other words\r");
      await shows("The passphrase of the keys site is wrong");
      expect(await ended).toBe(1);
      await expect(access(join(workplace.folder, "build/console"))).rejects.toThrow("ENOENT");
    },
  );

  it("can be left by Ctrl-C", async () => {
    const { press, shows, ended } = open("keys", "make", "site", "--for", "releases", "--passphrase");
    await shows("New passphrase:");
    press("\x03");
    await shows("Cancelled.");
    expect(await ended).toBe(130);
  });
});
