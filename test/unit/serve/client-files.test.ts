import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writeManifest } from "../../../src/release/files/write-manifest.ts";
import type { Release } from "../../../src/release/release.ts";
import { clientRemarks } from "../../../src/serve/assignment/client-remarks.ts";
import { findServedImage, readAssignment } from "../../../src/serve/assignment/releases.ts";
import { deploy } from "../../../src/serve/deploy/deploy.ts";
import { nginxSite } from "../../../src/serve/http/nginx-config.ts";
import type { ReleaseWatcher } from "../../../src/serve/release-watcher.ts";
import { siteOf } from "../../../src/serve/site.ts";
import { parseSettings, type SettingsInput } from "../../../src/settings/parse.ts";
import { ownRows } from "../../../src/trust/client-file/rows.ts";
import { signClientFiles } from "../../../src/trust/client-file/write.ts";
import { keyOf, readKeySet } from "../../../src/trust/keys/key-set.ts";
import { openKeys } from "../../../src/trust/keys/open.ts";
import { signRelease } from "../../../src/trust/signature/sign.ts";
import { ownWatch } from "../../support/net/own-watch.ts";
import { makeRelease } from "../../support/releases/fake-release.ts";

const [first, second] = ["20261121T000000Z-1", "20261122T000000Z-2"] as const;
const [one, two] = ["52:54:00:12:34:56", "ab:cd:ef:00:77:02"] as const;
const file = "clients/52-54-00-12-34-56.conf";
const bootServer = { address: "192.168.77.1", port: 80 };

type Clients = NonNullable<NonNullable<SettingsInput["serve"]>["clients"]>;

let watch: Awaited<ReturnType<typeof ownWatch>>;
beforeEach(async () => {
  watch = await ownWatch("site");
});
afterEach(() => watch.close());

/** A locked release, signed, as a build with publish.key makes it. */
const built = async (id: string, clients: Clients, links?: readonly ("current" | "canary")[]) => {
  const { fingerprint } = keyOf(await readKeySet("site"), "release");
  const release = await makeRelease({
    ...{ output: watch.output, id, settings: { boot: { uki: true }, serve: { clients } } },
    ...{ files: { "thinsmith.efi": "image" }, ...(links ? { links } : {}) },
    clientFiles: { image: "lab", since: 1_700_000_000, key: fingerprint },
  });
  const manifest = { ...release.manifest, uki: { unsigned: "", certificate: null, locked: true } };
  await writeManifest(release.directory, manifest);
  const locked: Release = { ...release, manifest };
  await signRelease(locked, await openKeys("site", false));
  return locked;
};
const sign = async ({ directory, manifest }: Release, clients: Clients) =>
  signClientFiles(
    directory,
    manifest.clientFiles as NonNullable<Release["manifest"]["clientFiles"]>,
    ownRows(parseSettings({ version: 1, serve: { clients } }).serve),
    await openKeys("site", false),
  );

const textAt = ({ siteIndex }: ReleaseWatcher, path: string): string | undefined => {
  const found = siteIndex.find(path);
  return found?.kind === "text" ? found.text.toString() : undefined;
};

const desk: Clients = [{ client: one, parameters: ["hostname=desk"] }];

describe("a boot server", () => {
  it("gives out the signed files of single clients, below their release and at the root", async () => {
    const release = await built(first, desk);
    await sign(release, desk);
    const opened = await watch.open();
    expect(watch.said).toEqual([]);
    const text = await readFile(join(release.directory, file), "utf8");
    expect(textAt(opened, `lab/${first}/${file}`)).toBe(text);
    expect(textAt(opened, file)).toBe(text);
    const signature = opened.siteIndex.find(`lab/${first}/${file}.sig`);
    expect(signature?.kind === "text" && signature.text).toEqual(
      await readFile(join(release.directory, `${file}.sig`)),
    );
    expect(opened.siteIndex.find(`lab/${first}/clients/default.conf`)).toBeUndefined();
    // Clients that have begun with it still get their settings.
    await built(second, []);
    await opened.tick();
    expect(textAt(opened, `lab/${first}/${file}`)).toBe(text);
    expect(textAt(opened, file)).toBeUndefined();
  });

  it("tries again what was still being copied", async () => {
    await built(first, []);
    const opened = await watch.open();
    const next = await built(second, []);
    const root = join(next.directory, "rootfs.squashfs");
    const whole = await readFile(root);
    await writeFile(root, whole.subarray(1));
    const now = vi.spyOn(Date, "now");
    await opened.tick();
    await writeFile(root, whole);
    await opened.tick();
    expect(opened.assignment.current.manifest.id).toBe(first);
    now.mockReturnValue(performance.timeOrigin + performance.now() + 31_000);
    await opened.tick();
    expect(opened.assignment.current.manifest.id).toBe(second);
    now.mockRestore();
    expect(watch.said.filter((one) => one.includes("Clients get the same as before"))).toHaveLength(1);
  });

  it("says which settings have no file, and gives it out as soon as it is signed", async () => {
    const release = await built(first, [...desk, { client: "default", parameters: ["quiet"] }]);
    const opened = await watch.open();
    expect(watch.said).toEqual([
      expect.stringMatching(
        new RegExp(
          `^serve.clients gives ${one} hostname=desk, which has no effect: the image lab is locked, and the release ${first} has no valid signed file that says so. .*keys sign-clients lab --key KEYS`,
        ),
      ),
      expect.stringMatching(
        /gives all other clients quiet, which has no effect: .* no boot parameter that a client file/,
      ),
    ]);
    watch.said.length = 0;
    await sign(release, desk);
    await opened.tick();
    expect(textAt(opened, file)).toContain("hostname=desk");
    expect(watch.said).toEqual([]);
  });

  it("does not give out one that was changed, and says so", async () => {
    const release = await built(first, desk);
    await sign(release, desk);
    await writeFile(join(release.directory, file), "thinsmith-client=1\n");
    const opened = await watch.open();
    expect(opened.siteIndex.find(file)).toBeUndefined();
    expect(opened.siteIndex.find(`${file}.sig`)).toBeUndefined();
    expect(watch.said.join("\n")).toMatch(
      /56\.conf of the release .* is not given out: .*changed after it was signed/,
    );
    expect(watch.said.join("\n")).toContain("has no valid signed file that says so");
  });

  it("does not report that a client has no settings of its own as a file that is missing", () => {
    const refused: string[] = [];
    const heard: unknown[] = [];
    const site = siteOf({
      watcher: { siteIndex: { find: () => undefined } },
      tracker: {
        nameOf: (ip: string) => ({ ip }),
        refused: (_: string, __: string, path: string) => refused.push(path),
      },
      silentClients: { heard: (name: unknown) => heard.push(name) },
    } as unknown as Parameters<typeof siteOf>[0]);
    for (const path of [`/lab/${first}/${file}`, "/clients/default.conf", "/clients/x.ipxe", "/x.conf"])
      site.onRefused("10.0.0.7", path, 404);
    expect(refused).toEqual(["/clients/x.ipxe", "/x.conf"]);
    expect(heard).toHaveLength(4);
  });
});

describe("a person is told", () => {
  const remarksFor = async (clients: Clients) => {
    const image = await findServedImage("lab", watch.output);
    const { serve } = parseSettings({ version: 1, serve: { clients } });
    return clientRemarks(await readAssignment(image, () => serve)).map(({ message }) => message);
  };

  it("where a file says something else than serve.clients, or what it does not say", async () => {
    const release = await built(first, desk);
    await sign(release, [...desk, { client: two, parameters: ["timezone=UTC"] }]);
    expect(await remarksFor([{ client: one, parameters: ["hostname=hall"] }])).toEqual([
      `serve.clients gives ${one} hostname=hall, which is not what the signed file of the release ${first} says: hostname=desk.`,
      `The signed file for ${two} in the release ${first} sets timezone=UTC, which serve.clients does not give.`,
    ]);
    const both: Clients = [
      { client: one, parameters: ["hostname=old", "hostname=desk"] },
      { client: two, parameters: ["timezone=UTC"] },
    ];
    expect(await remarksFor(both)).toEqual([]);
  });

  it("nothing of a row whose client gets another release", async () => {
    await sign(await built(first, desk), desk);
    await sign(await built(second, [], ["canary"]), desk);
    const rows: Clients = [{ client: one, release: second, parameters: ["hostname=desk"] }];
    const messages = await remarksFor(rows);
    // It lies in the release that the client does not get any more, too.
    expect(messages).toEqual([
      `The signed file for ${one} in the release ${first} sets hostname=desk, which serve.clients does not give.`,
    ]);
  });
});

it("deploy copies them, without those that are gone", async () => {
  const release = await built(first, desk);
  await sign(release, desk);
  const out = join(watch.folder, "out");
  const run = async () => {
    const assignment = await readAssignment(await findServedImage("lab", watch.output), (serve) => serve);
    const subnet = { address: bootServer.address, prefix: 24 };
    await deploy(out, {
      ...{ server: "dnsmasq", root: "/srv/thinsmith", assignment },
      services: {
        ...{ interface: "eth0", subnet, port: 80, dhcp: "full", tftpRoot: "/srv/thinsmith/tftp" },
        ...{ range: { from: "192.168.77.129", to: "192.168.77.250" }, nameServers: [] },
        ...{ serve: assignment.serve, loaders: { bios: "undionly.kpxe", files: new Map() }, images: [] },
      },
    });
  };
  await run();
  const copy = join(out, "http/lab", first, file);
  expect(await readFile(copy)).toEqual(await readFile(join(release.directory, file)));
  expect((await stat(`${copy}.sig`)).size).toBe(64);
  await sign(release, []);
  await run();
  await expect(stat(copy)).rejects.toThrow("ENOENT");
});

it("nginx of a deployed folder has no loader's script for who asks for such a file", () => {
  const site = nginxSite({ ...bootServer, root: "/srv/thinsmith", release: "lab/1" });
  expect(site).toContain(`  location ~ ^/clients/[a-z0-9-]+\\.conf(\\.sig)?$ {
    limit_except GET { deny all; }
    try_files $uri /lab/1$uri =404;
  }`);
});
