import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Release } from "../../../src/release/release.ts";
import {
  type Assignment,
  assignedReleases,
  bootFor,
  singleClients,
} from "../../../src/serve/assignment/assignment.ts";
import { loaderTexts } from "../../../src/serve/assignment/loader-texts.ts";
import { SiteIndex } from "../../../src/serve/http/site-index.ts";
import { parseSettings, type SettingsInput } from "../../../src/settings/parse.ts";
import { makeRelease } from "../../support/releases/fake-release.ts";

const bootServer = { address: "192.168.77.1", port: 80 };
const oldId = "20261122T211403Z-aaaaaaaa";
const newId = "20261123T090000Z-bbbbbbbb";
const mac = "52:54:00:00:77:01";

let output: string;
let old: Release;
let fresh: Release;
let tftp: Release;
beforeAll(async () => {
  output = await mkdtemp(join(tmpdir(), "thinsmith-offers-"));
  old = await makeRelease({ output, id: oldId });
  fresh = await makeRelease({ output, id: newId });
  tftp = await makeRelease({
    ...{ output, id: oldId },
    settings: { name: "tftp", boot: { rootProto: "tftp", reportUrl: null } },
  });
});
afterAll(() => rm(output, { recursive: true }));

const assignment = (serve: SettingsInput["serve"] = {}, more: Partial<Assignment> = {}): Assignment => ({
  ...{ serve: parseSettings({ version: 1, serve }).serve, current: old, named: new Map(), others: [] },
  ...more,
});
const words = (of: Assignment, client = "default") => bootFor(of, client, bootServer).parameters;

describe("what a client gets", () => {
  it("is its release by the release's own path, with the parameters that it was built with", () => {
    expect(words(assignment())).toEqual([
      ...["boot=ram", "console=tty1", "console=ttyS0,115200n8"],
      `bootserver=192.168.77.1/lab/${oldId}`,
    ]);
    expect(words({ ...assignment(), current: tftp })).toContain("rootproto=http");
    expect(bootFor(assignment(), "default", { ...bootServer, port: 8080 }).parameters).toContain(
      `bootserver=192.168.77.1:8080/lab/${oldId}`,
    );
  });

  it("is what the table says of it, in whatever form its address is written there; else of all others", () => {
    const table = assignment(
      {
        clients: [
          { client: "52-54-00-00-77-0A", parameters: ["hostname=desk"], overlays: ["a.tar.gz", "b.tar.gz"] },
          { client: mac, release: "pinned" },
          { client: "default", parameters: ["quiet"], overlays: [] },
        ],
      },
      { named: new Map([["pinned", fresh]]) },
    );
    expect(words(table, "52:54:00:00:77:0a").slice(-2)).toEqual([
      "overlays=a.tar.gz;b.tar.gz",
      "hostname=desk",
    ]);
    expect(words(table, mac).at(-1)).toBe(`bootserver=192.168.77.1/lab/${newId}`);
    expect(words(table, "52:54:00:00:00:00").slice(-2)).toEqual(["overlays=", "quiet"]);
    expect(singleClients(table)).toEqual(["52:54:00:00:77:0a", mac]);
  });

  it("is the release on trial for canaries, unless the table has another for them", () => {
    const trial = assignment({ canary: [mac.toUpperCase()] }, { canary: fresh });
    expect(bootFor(trial, mac, bootServer).release).toBe(fresh);
    expect(bootFor(trial, "default", bootServer).release).toBe(old);
    expect(bootFor(assignment({ canary: [mac] }), mac, bootServer).release).toBe(old);
    const pinned = assignment(
      { canary: [mac], clients: [{ client: mac, release: "pinned" }] },
      { canary: fresh, named: new Map([["pinned", old]]) },
    );
    expect(bootFor(pinned, mac, bootServer).release).toBe(old);
  });

  it("counts each release once", () => {
    const all = assignment(
      { canary: [mac], menu: 5 },
      { canary: fresh, others: [fresh, old], named: new Map([["x", old]]) },
    );
    expect(assignedReleases(all)).toEqual([old, fresh]);
    expect(assignedReleases(assignment({}, { others: [fresh] }))).toEqual([old]);
    // Nobody would get it.
    expect(assignedReleases(assignment({}, { canary: fresh }))).toEqual([old]);
  });
});

describe("loaders' files", () => {
  it("are one script for iPXE, and nothing else unless asked for", () => {
    const { http, tftp: byTftp } = loaderTexts(assignment(), bootServer);
    expect([...http.keys()]).toEqual(["boot.ipxe", "clients/default.ipxe"]);
    expect([...byTftp.keys()]).toEqual([]);
    expect(http.get("clients/default.ipxe")).toBe(`#!ipxe
kernel /lab/${oldId}/vmlinuz initrd=initrd.img boot=ram console=tty1 console=ttyS0,115200n8 bootserver=192.168.77.1/lab/${oldId} BOOTIF=01-\${netX/mac:hexhyp} || goto failed
initrd /lab/${oldId}/initrd.img || goto failed
boot || goto failed
:failed
echo thinsmith: the kernel or the initrd could not be loaded, starting again in 15 seconds
sleep 15
reboot
`);
  });

  it("have a file of its own for each single client, or a case in GRUB's", () => {
    const table = assignment({
      ...{ bios: "pxelinux", uefi: "grub" },
      clients: [{ client: mac, parameters: ["rdpservers=a:ts1;b:ts2"] }],
    });
    const { http, tftp: byTftp } = loaderTexts(table, bootServer);
    expect(http.get("clients/52-54-00-00-77-01.ipxe")).toContain(" rdpservers=a:ts1;b:ts2 BOOTIF=");
    expect([...byTftp.keys()]).toEqual([
      ...["pxelinux.cfg/default", "pxelinux.cfg/01-52-54-00-00-77-01", "grub/grub.cfg"],
    ]);
    expect(byTftp.get("pxelinux.cfg/default")).toContain(`KERNEL http://192.168.77.1/lab/${oldId}/vmlinuz`);
    const grub = byTftp.get("grub/grub.cfg") ?? "";
    expect(grub).toMatch(/^if \[ "\$net_default_mac" = "52:54:00:00:77:01" \]; then\n/);
    // A semicolon would end GRUB's command.
    expect(grub).toContain("'rdpservers=a:ts1;b:ts2' BOOTIF=01-$net_default_mac");
    expect(grub.split("menuentry")).toHaveLength(3);
    expect(grub).toMatch(/else\n[\s\S]*fi\n$/);
  });

  it("are menus with the other releases where one is asked for", () => {
    const menu = assignment({ bios: "pxelinux", uefi: "grub", menu: 7 }, { others: [fresh] });
    const { http, tftp: byTftp } = loaderTexts(menu, bootServer);
    const script = http.get("clients/default.ipxe") ?? "";
    expect(script).toContain(
      `choose --default entry0 --timeout 7000 target || set target entry0\ngoto \${target}\n`,
    );
    expect(script).toContain("item entry1 lab, 2026-11-23 09:00 UTC\n");
    expect(script).toContain(`:entry1\nkernel /lab/${newId}/vmlinuz`);
    expect(script).toContain("initrddebug=y");
    expect(byTftp.get("pxelinux.cfg/default")).toMatch(/^UI menu\.c32\nMENU TITLE lab\nTIMEOUT 70\n/);
    expect(byTftp.get("grub/grub.cfg")).toMatch(
      /^set default=0\nset timeout=7\nmenuentry "lab, 2026-11-22 21:14 UTC" /,
    );
  });
});

describe("the site index", () => {
  const minute = 60_000;
  const update = (siteIndex: SiteIndex, of: Assignment, now: number) =>
    siteIndex.update(of, loaderTexts(of, bootServer).http, new Map(), now);

  it("keeps a release for those who began with it, and no longer", () => {
    const siteIndex = new SiteIndex();
    update(siteIndex, assignment(), 0);
    update(siteIndex, assignment({}, { current: fresh }), 10 * minute);
    const kept = (now: number) => siteIndex.inUse(now).map(({ manifest }) => manifest.id);
    expect(siteIndex.find(`lab/${oldId}/vmlinuz`)).toMatchObject({ kind: "file", release: oldId });
    expect(siteIndex.find("vmlinuz")).toMatchObject({ release: newId });
    // What was offered until a moment ago was wanted until then.
    expect(kept(24 * minute)).toEqual([oldId, newId]);
    siteIndex.touch(oldId, 24 * minute);
    expect(kept(38 * minute)).toEqual([oldId, newId]);
    expect(kept(40 * minute)).toEqual([newId]);
    expect(siteIndex.find(`lab/${oldId}/vmlinuz`)).toBeUndefined();
    expect(kept(1000 * minute)).toEqual([newId]);
  });

  it("knows where a release's clients report to", () => {
    const siteIndex = new SiteIndex();
    update(siteIndex, assignment(), 0);
    for (const path of ["thinsmith/report", `lab/${oldId}/thinsmith/report`])
      expect(siteIndex.find(path)).toEqual({ kind: "report" });
    update(siteIndex, assignment({}, { current: tftp }), 0);
    expect(siteIndex.find("thinsmith/report")).toBeUndefined();
  });
});
