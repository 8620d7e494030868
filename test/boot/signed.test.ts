import { execFileSync } from "node:child_process";
import { appendFile, copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Release } from "../../src/release/release.ts";
import { clientFileTexts } from "../../src/trust/client-file/rows.ts";
import { openKeys } from "../../src/trust/keys/open.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { bootClient, bootUntil, releaseOf } from "../support/net/client.ts";
import { sendFile, serve } from "../support/net/server.ts";
import { smallImage, testCache } from "../support/releases/build.ts";
import { everything } from "../support/releases/presets.ts";

const minutes = 60_000;

let workplace: Workplace;
let release: Release;
let server: Awaited<ReturnType<typeof serve>>;
/** What it also gives out, by path. */
const settings = new Map<string, Buffer>();
const file = (name: string) => join(workplace.folder, name);

const run = async (...args: string[]) => {
  const { status, stderr } = await thinsmith(workplace, args);
  expect(status, stderr).toBe(0);
};

/** Overlays that lie on another server: one that the site has signed, and some that it has not signed as they are. */
const makeOverlays = async () => {
  await mkdir(file("overlay/etc"), { recursive: true });
  await writeFile(file("overlay/etc/site"), "signed\n");
  execFileSync("tar", ["-czf", file("good.tar.gz"), "-C", file("overlay"), "."]);
  for (const name of ["unsigned", "changed", "other"])
    await copyFile(file("good.tar.gz"), file(`${name}.tar.gz`));
  await run("keys", "sign", "good.tar.gz", "changed.tar.gz", "--key", "site");
  await run("keys", "sign", "other.tar.gz", "--key", "other");
  await appendFile(file("changed.tar.gz"), "\0");
};

beforeAll(async () => {
  workplace = await newWorkplace({ cache: await testCache() });
  await run("keys", "make", "site", "--for", "releases");
  await run("keys", "make", "other", "--for", "releases");
  await run(...smallImage, "--set", "publish.key=site");
  release = await releaseOf(workplace, "small");
  await makeOverlays();
  server = await serve((request, response) => {
    const name = request.url?.slice(1) ?? "";
    if (/^(good|changed|other)\.tar\.gz(\.sig)?$|^unsigned\.tar\.gz$/.test(name))
      void sendFile(request, response, file(name));
    else if (settings.has(name)) {
      response.flushHeaders();
      response.end(settings.get(name));
    } else response.writeHead(404).end();
  });
  // This process boots as the user who has these keys.
  process.env.THINSMITH_CONFIG = workplace.env.THINSMITH_CONFIG;
}, 20 * minutes);
afterAll(async () => {
  delete process.env.THINSMITH_CONFIG;
  await server?.close();
  await rm(workplace.folder, { recursive: true });
});

const overlay = (name: string) => ({ params: [`overlays=http://${server.address}/${name}.tar.gz`] });

describe("a client of a signed image", { timeout: 6 * minutes, retry: 1 }, () => {
  it("takes an overlay of another server that its site has signed", async () => {
    const console = await bootUntil(
      release,
      /is signed by this site[\s\S]*starting the system/,
      overlay("good"),
    );
    expect(console).toContain("good.tar.gz is signed by this site");
  });

  it.each([
    ["unsigned", "FETCH-STATUS", "unsigned.tar.gz.sig"],
    ["changed", "SIGNATURE", "is not one that this site has signed"],
    ...(everything ? [["other", "SIGNATURE", "is not one that this site has signed"]] : []),
  ])("refuses one that is not signed as it is: %s", async (name = "", code = "", sentence = "") => {
    const { failing, verdict, console, told } = await bootClient(release, overlay(name));
    expect(failing[0]?.detail, told).toMatch(new RegExp(`^${code}: `));
    expect(verdict.ok).toBe(false);
    const screen = console.slice(console.indexOf("THIS CLIENT CANNOT START"));
    expect(screen).toContain(sentence);
    expect(screen).toContain("thinsmith keys sign");
  });

  const own = "clients/52-54-00-12-34-56.conf";
  const textFor = (client: string): string => {
    const rows = [{ client, parameters: ["hostname=desk"], overlays: null }];
    return [...clientFileTexts({ image: "small" }, rows, 4_000_000_000).values()].join("");
  };
  const [mine, others] = ["52:54:00:12:34:56", "52:54:00:12:34:57"].map(textFor) as [string, string];
  /** Contents of its file, the keys that sign it, and what the client says. */
  const refused: [string, Buffer, string, string][] = [
    ["another client", Buffer.from(others), "site", "It is for other clients than 52:54:00:12:34:56"],
    ["another key", Buffer.from(mine), "other", "This site has not signed the file as it is"],
    ["a shell in it", Buffer.from(`${mine}timezone=$(reboot)\n`), "site", "It has other characters"],
    // The server does not say beforehand how long it is.
    ["10 MB", Buffer.alloc(10 << 20, "a=b\n"), "site", "is larger than the 16384 bytes that it may have"],
  ];

  it.runIf(everything).each(refused)(
    "refuses settings of its own with %s, before it fetches its root",
    async (_, content, keys, sentence) => {
      settings.set(own, content);
      settings.set(`${own}.sig`, (await openKeys(keys, false)).sign(content));
      const { failing, console, told } = await bootClient(release, {
        params: [`rooturl=http://${server.address}/rootfs.squashfs`],
      });
      settings.clear();
      expect(failing[0]?.detail, told).toMatch(/^CLIENT-FILE: /);
      expect(console).toContain(sentence);
      expect(console).toContain("thinsmith keys sign-clients");
      expect(console).not.toContain("/rootfs.squashfs,");
    },
  );
});
