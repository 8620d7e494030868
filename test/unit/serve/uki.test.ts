import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loaderPurposes } from "../../../src/commands/run/serve.ts";
import type { Release } from "../../../src/release/release.ts";
import type { Assignment } from "../../../src/serve/assignment/assignment.ts";
import { loaderTexts, tftpFiles } from "../../../src/serve/assignment/loader-texts.ts";
import { asksFor, firmwareImages } from "../../../src/serve/assignment/uki.ts";
import { ukiRemarks } from "../../../src/serve/assignment/uki-remarks.ts";
import type { BootServices } from "../../../src/serve/dhcp/boot-services.ts";
import { dnsmasqConfig } from "../../../src/serve/dhcp/dnsmasq-config.ts";
import { iscDhcpConfig } from "../../../src/serve/dhcp/isc-dhcp-config.ts";
import type { DhcpMode } from "../../../src/serve/network/checks.ts";
import type { ReleaseWatcher } from "../../../src/serve/release-watcher.ts";
import { parseSettings, type SettingsInput } from "../../../src/settings/parse.ts";
import { ownWatch } from "../../support/net/own-watch.ts";
import { fakeManifest, makeRelease } from "../../support/releases/fake-release.ts";

const [oldId, newId, lastId] = [
  "20261122T211403Z-aaaaaaaa",
  "20261123T090000Z-bbbbbbbb",
  "20261124T090000Z-cccccccc",
] as const;
const [one, two] = ["52:54:00:00:77:01", "ab:cd:ef:00:77:02"] as const;
const here = "192.168.77.1";
const bootServer = { address: here, port: 80 };

const withImage = (id: string) => ({ files: { "thinsmith.efi": `image of ${id}` } });

const release = (id: string, boot: SettingsInput["boot"] = {}, more: object = withImage(id)): Release => ({
  directory: `/images/lab/releases/${id}`,
  manifest: fakeManifest({ id, settings: { boot }, ...more }),
});
const [old, fresh] = [release(oldId), release(newId)];
/** Built with boot.uki=false. */
const plain = release(lastId, {}, {});

const assignment = (serve: SettingsInput["serve"] = {}, more: Partial<Assignment> = {}): Assignment => ({
  serve: parseSettings({ version: 1, serve: { uefi: "uki", ...serve } }).serve,
  ...{ current: old, named: new Map(), others: [] },
  ...more,
});
/** One client gets the release on trial, the other one has it by name. */
const several = assignment(
  { canary: [one.toUpperCase()], clients: [{ client: two, release: "pinned" }] },
  { canary: fresh, named: new Map([["pinned", fresh]]) },
);

describe("what firmware starts", () => {
  it("is the image of each client's release", () => {
    expect(firmwareImages(assignment())).toEqual([
      { release: old, path: `lab/${oldId}/thinsmith.efi`, clients: [] },
    ]);
    expect(firmwareImages(several)).toEqual([
      { release: old, path: `lab/${oldId}/thinsmith.efi`, clients: [] },
      { release: fresh, path: `lab/${newId}/thinsmith.efi`, clients: [two, one] },
    ]);
    const forAll = assignment(
      { clients: [{ client: "default", release: "pinned" }] },
      { named: new Map([["pinned", fresh]]) },
    );
    expect(firmwareImages(forAll).map(({ path }) => path)).toEqual([`lab/${newId}/thinsmith.efi`]);
    expect(firmwareImages(assignment({ uefi: "ipxe" }))).toEqual([]);
  });

  it("cannot be a release without an image", () => {
    expect(() => firmwareImages(assignment({}, { current: plain }))).toThrow(
      `The release ${lastId} of lab has no thinsmith.efi`,
    );
    const trial = assignment({ canary: [one] }, { canary: plain });
    expect(firmwareImages(trial).map(({ release: of }) => of)).toEqual([old]);
    expect(ukiRemarks(trial, bootServer, "full")).toEqual([
      {
        kind: "problem",
        message: `The release ${lastId} of lab, for ${one}, has no thinsmith.efi: with UEFI they get ${oldId}.`,
        remedy: "Build it with boot.uki=true.",
      },
    ]);
  });

  it("lies below the root of TFTP, with the loader of a BIOS and without one for UEFI", () => {
    const loaders = {
      bios: "undionly.kpxe",
      files: new Map([["undionly.kpxe", "/usr/lib/ipxe/undionly.kpxe"]]),
    };
    const texts = loaderTexts(several, bootServer);
    expect(Object.fromEntries(tftpFiles(several, loaders, texts))).toEqual({
      "undionly.kpxe": { copyOf: "/usr/lib/ipxe/undionly.kpxe" },
      [`lab/${oldId}/thinsmith.efi`]: { copyOf: `${old.directory}/thinsmith.efi` },
      [`lab/${newId}/thinsmith.efi`]: { copyOf: `${fresh.directory}/thinsmith.efi` },
    });
    expect([...texts.http.keys()]).toContain("boot.ipxe");
    expect(loaderPurposes(several.serve)).toEqual(["ipxe"]);
  });

  it("asks this server for the root, unless its release names another one", () => {
    const asks = (boot: SettingsInput["boot"]) => asksFor(release(oldId, boot), bootServer);
    expect([asks({}), asks({ server: here }), asks({ server: `${here}:8080` })]).toEqual([true, true, true]);
    expect(asks({ rootUrl: `http://${here}/x` })).toBe(true);
    // A name may be that of another server.
    expect([
      asks({ server: "boot.lab" }),
      asks({ server: "10.0.0.1" }),
      asks({ rootUrl: "http://other.lab/x|y" }),
    ]).toEqual([false, false, false]);
  });
});

describe("a person is told", () => {
  const told = (of: Assignment, dhcp: DhcpMode = "full", port = 80) =>
    ukiRemarks(of, { address: here, port }, dhcp).map(({ kind, message }) => `${kind}: ${message}`);

  it("nothing where all is well, or where clients start by a loader", () => {
    expect(told(several)).toEqual([]);
    expect(told(assignment(), "off")).toEqual([]);
    const menu = { menu: 5, clients: [{ client: one, parameters: ["quiet"] }] };
    expect(told(assignment({ ...menu, uefi: "ipxe" }), "proxy", 8080)).toEqual([]);
  });

  it("which words of single clients have no effect, and that there is no menu", () => {
    const clients = [
      { client: one, overlays: ["a.tar.gz", "b.tar.gz"], parameters: ["hostname=desk"] },
      { client: "default", parameters: ["quiet"] },
      { client: two, release: "pinned" },
    ];
    const named = new Map([["pinned", fresh]]);
    expect(told(assignment({ menu: 5, clients }, { named }))).toEqual([
      expect.stringContaining(
        `problem: serve.clients gives ${one} overlays=a.tar.gz;b.tar.gz hostname=desk, which has no effect`,
      ),
      expect.stringContaining("problem: serve.clients gives all other clients quiet, which has no effect"),
      expect.stringContaining("note: serve.menu is for a BIOS"),
    ]);
  });

  it("where clients would not find this server", () => {
    const lost = (boot: SettingsInput["boot"], dhcp: DhcpMode, port = 80) =>
      ukiRemarks(assignment({}, { current: release(oldId, boot) }), { address: here, port }, dhcp);
    expect(lost({}, "proxy")).toEqual([
      {
        kind: "problem",
        message: expect.stringMatching(new RegExp(`of ${oldId} may not find this server: .*next-server`)),
        remedy: `Build with boot.server=${here}, or set next-server to ${here} there, or use --dhcp full.`,
      },
    ]);
    expect(lost({}, "full", 8080)).toEqual([
      {
        kind: "problem",
        message: expect.stringContaining("they ask port 80 of the server, but this one has port 8080"),
        remedy: `Build with boot.server=${here}:8080, or use --http-port 80.`,
      },
    ]);
    expect(lost({ server: here }, "proxy", 8080)).toEqual([]);
    const elsewhere = { rootUrl: "http://10.0.0.1/root", homeUrl: null };
    expect([
      lost(elsewhere, "proxy"),
      lost({ ...elsewhere, homeUrl: "home.tar.gz" }, "proxy").length,
    ]).toEqual([[], 1]);
  });

  it("that nothing but the image is given out by TFTP", () => {
    const current = release(oldId, { rootProto: "tftp", homeProto: "tftp", homeUrl: null });
    expect(told(assignment({}, { current }))).toEqual([
      expect.stringContaining("ask by TFTP (boot.rootProto) for what is given out by HTTP alone"),
    ]);
  });
});

describe("DHCP names the image", () => {
  const services = (of: Assignment, more: Partial<BootServices> = {}): BootServices => ({
    ...{ interface: "eth0", subnet: { address: here, prefix: 24 }, port: 80, dhcp: "full" },
    ...{ range: { from: "192.168.77.129", to: "192.168.77.250" }, nameServers: [], tftpRoot: "/x/tftp" },
    ...{ serve: of.serve, loaders: { bios: "undionly.kpxe", files: new Map() }, images: firmwareImages(of) },
    ...more,
  });
  const concerned = (text: string) =>
    text.split("\n").filter((line) => /thinsmith\.efi|dhcp-mac|vendor/.test(line));
  const url = (id: string, port = "") => `http://${here}${port}/lab/${id}/thinsmith.efi`;

  it("in dnsmasq's words, where it gives out the addresses", () => {
    const text = dnsmasqConfig(services(several));
    expect(concerned(text)).toEqual([
      "dhcp-vendorclass=set:httpboot,HTTPClient",
      `dhcp-mac=set:file1,${two}`,
      `dhcp-mac=set:file1,${one}`,
      `dhcp-boot=tag:uefi,tag:!file1,lab/${oldId}/thinsmith.efi,,${here}`,
      `dhcp-boot=tag:uefi,tag:file1,lab/${newId}/thinsmith.efi,,${here}`,
      "dhcp-option-force=tag:httpboot,option:vendor-class,HTTPClient",
      `dhcp-boot=tag:httpboot,tag:!file1,${url(oldId)},,${here}`,
      `dhcp-boot=tag:httpboot,tag:file1,${url(newId)},,${here}`,
    ]);
    expect(text).toContain(`\ndhcp-boot=tag:bios,tag:!ipxe,undionly.kpxe,,${here}\n`);
    expect(text).toContain(`\ndhcp-boot=tag:ipxe,tag:bios,http://${here}/boot.ipxe,,${here}\n`);
    expect(text).not.toContain("tag:ipxe,tag:uefi");
  });

  it("in dnsmasq's words, beside another DHCP server", () => {
    const text = dnsmasqConfig(services(several, { dhcp: "proxy", port: 8080 }));
    const lines = ["X86-64_EFI", "BC_EFI"].flatMap((name) => [
      `pxe-service=tag:uefi,tag:!file1,${name},"thinsmith",lab/${oldId}/thinsmith.efi`,
      `pxe-service=tag:uefi,tag:file1,${name},"thinsmith",lab/${newId}/thinsmith.efi`,
    ]);
    expect(concerned(text)).toEqual([
      "dhcp-pxe-vendor=PXEClient,HTTPClient",
      "dhcp-vendorclass=set:httpboot,HTTPClient",
      `dhcp-mac=set:file1,${two}`,
      `dhcp-mac=set:file1,${one}`,
      ...lines,
      `dhcp-boot=tag:httpboot,tag:!file1,${url(oldId, ":8080")},,${here}`,
      `dhcp-boot=tag:httpboot,tag:file1,${url(newId, ":8080")},,${here}`,
    ]);
  });

  it("in the same words until clients get another one", () => {
    const text = (of: Assignment) => dnsmasqConfig(services(of));
    expect(text(assignment({}, { others: [fresh] }))).toBe(text(assignment()));
    expect(text(assignment({}, { current: fresh }))).not.toBe(text(assignment()));
    // dnsmasq without DHCP names nothing.
    const off = (of: Assignment) => dnsmasqConfig(services(of, { dhcp: "off" }));
    expect(off(assignment({}, { current: fresh }))).toBe(off(assignment()));
  });

  it("in dhcpd's words", () => {
    expect(iscDhcpConfig(services(several))).toContain(`
  if substring(option vendor-class-identifier, 0, 10) = "HTTPClient" {
    option vendor-class-identifier "HTTPClient";
    if hardware = 01:${two} or hardware = 01:${one} {
      filename "${url(newId)}";
    } else {
      filename "${url(oldId)}";
    }
  } elsif option client-arch = 00:07 or option client-arch = 00:09 {
    if hardware = 01:${two} or hardware = 01:${one} {
      filename "lab/${newId}/thinsmith.efi";
    } else {
      filename "lab/${oldId}/thinsmith.efi";
    }
  } else {
    if exists user-class and option user-class = "iPXE" {
      filename "http://${here}/boot.ipxe";
    } else {
      filename "undionly.kpxe";
    }
  }
}
`);
    expect(iscDhcpConfig(services(assignment()))).toContain(`    option vendor-class-identifier "HTTPClient";
    filename "${url(oldId)}";
  } elsif option client-arch = 00:07 or option client-arch = 00:09 {
    filename "lab/${oldId}/thinsmith.efi";
  } else {
`);
  });

  it("in the words of before where a loader begins", () => {
    const grub = assignment({ uefi: "grub" });
    const loaders = { bios: "undionly.kpxe", uefi: "grubx64.efi", files: new Map() };
    const text = dnsmasqConfig(services(grub, { loaders }));
    expect(text).toContain(`\ndhcp-boot=tag:uefi,grubx64.efi,,${here}\n`);
    expect(text).not.toContain("HTTPClient");
    expect(iscDhcpConfig(services(grub, { loaders }))).toContain(`
  if option client-arch = 00:07 or option client-arch = 00:09 {
    filename "grubx64.efi";
  } else {
`);
    const ipxe = services(assignment({ uefi: "ipxe" }), { loaders: { ...loaders, uefi: "snponly.efi" } });
    expect(dnsmasqConfig(ipxe)).toContain(
      `\ndhcp-boot=tag:httpboot,http://${here}/loaders/snponly.efi,,${here}\n`,
    );
    expect(iscDhcpConfig(ipxe)).toContain(`    option vendor-class-identifier "HTTPClient";
    filename "http://${here}/loaders/snponly.efi";
  } elsif option client-arch`);
  });
});

describe("a boot server that runs", () => {
  let watch: Awaited<ReturnType<typeof ownWatch>>;
  beforeEach(async () => {
    watch = await ownWatch();
  });
  afterEach(() => watch.close());

  const settings = { boot: { uki: true }, serve: { uefi: "uki", menu: 5 } } as const;
  const build = (id: string, more: object = withImage(id)) =>
    makeRelease({ output: watch.output, id, settings, ...more });
  const byTftp = (id: string) => readFile(join(watch.staging.tftpRoot, `lab/${id}/thinsmith.efi`), "utf8");
  const paths = ({ assignment }: ReleaseWatcher) => firmwareImages(assignment).map(({ path }) => path);

  it("does not start with a release that firmware cannot start", async () => {
    await build(oldId, {});
    await expect(watch.open()).rejects.toThrow(`The release ${oldId} of lab has no thinsmith.efi`);
  });

  it("names the image of what is current, and that of before where there is no newer one", async () => {
    await build(oldId);
    const opened = await watch.open();
    expect(paths(opened)).toEqual([`lab/${oldId}/thinsmith.efi`]);
    expect(await byTftp(oldId)).toBe(`image of ${oldId}`);
    expect(opened.siteIndex.find(`lab/${oldId}/thinsmith.efi`)).toMatchObject({
      kind: "file",
      release: oldId,
    });
    // For a DHCP server that does not know the releases.
    expect(opened.siteIndex.find("thinsmith.efi")).toMatchObject({ release: oldId });

    await build(newId);
    await opened.tick();
    expect(paths(opened)).toEqual([`lab/${newId}/thinsmith.efi`]);
    expect(await byTftp(newId)).toBe(`image of ${newId}`);
    // Firmware that was told its path a moment ago may be about to load it.
    expect(await byTftp(oldId)).toBe(`image of ${oldId}`);

    await build(lastId, {});
    await opened.tick();
    expect(paths(opened)).toEqual([`lab/${newId}/thinsmith.efi`]);
    expect(await byTftp(newId)).toBe(`image of ${newId}`);
    // What is so all the time is said once.
    expect(watch.said).toEqual([
      expect.stringContaining("serve.menu is for a BIOS"),
      expect.stringContaining(
        `Clients get the same as before: The release ${lastId} of lab has no thinsmith.efi`,
      ),
    ]);
  });
});
