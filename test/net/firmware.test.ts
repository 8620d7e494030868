import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Release } from "../../src/release/release.ts";
import { findLoaders } from "../../src/serve/assignment/loaders.ts";
import type { BootServices } from "../../src/serve/dhcp/boot-services.ts";
import { dnsmasqConfig } from "../../src/serve/dhcp/dnsmasq-config.ts";
import { iscDhcpConfig } from "../../src/serve/dhcp/isc-dhcp-config.ts";
import { nginxConfig, nginxSite } from "../../src/serve/http/nginx-config.ts";
import { parseSettings, type SettingsInput } from "../../src/settings/parse.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { type Lab, openLab } from "../support/net/lab.ts";
import { startServing } from "../support/net/serving.ts";
import { makeRelease } from "../support/releases/fake-release.ts";
import { waitFor } from "../support/wait.ts";

let folder: string;
let workplace: Workplace;
let lab: Lab;
/** Two releases of the image "signed" that firmware can start, the current one last. */
const signed: Release[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-firmware-"));
  await chmod(folder, 0o755);
  workplace = await newWorkplace();
  const output = join(workplace.folder, "build");
  await makeRelease({ output, id: "20261122T211403Z-aaaaaaaa" });
  for (const id of ["20261123T211403Z-bbbbbbbb", "20261124T211403Z-cccccccc"]) {
    const files = { "thinsmith.efi": `image of ${id}` };
    signed.push(await makeRelease({ output, id, settings: { name: "signed" }, files }));
  }
  // udhcpc hands what it got to a program.
  await writeFile(
    join(folder, "tell"),
    '#!/bin/sh\n[ "$1" = bound ] || exit 0\necho "FILE=$bootfile$boot_file SERVER=$siaddr"\n',
  );
  await chmod(join(folder, "tell"), 0o755);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(workplace.folder, { recursive: true });
});
beforeEach(async () => {
  lab = await openLab(0);
});
afterEach(() => lab.close());

const hex = (text: string) => Buffer.from(text).toString("hex");

/** Asks for an address as some firmware does; what it is told to boot, from where. */
const asks = (architecture: number, options: { vendor?: string; ipxe?: boolean } = {}) => {
  const { vendor = "PXEClient", ipxe = false } = options;
  const number = String(architecture).padStart(5, "0");
  const said = lab.office.run(
    ...[
      "busybox",
      "udhcpc",
      "-f",
      "-q",
      "-n",
      "-t",
      "5",
      "-T",
      "2",
      "-i",
      "eth0",
      "-s",
      join(folder, "tell"),
    ],
    ...["-V", `${vendor}:Arch:${number}:UNDI:003016`, "-O", "bootfile", "-O", "tftp"],
    ...["-x", `0x5d:${architecture.toString(16).padStart(4, "0")}`],
    // iPXE's user class, and its own option.
    ...(ipxe ? ["-x", `0x4d:${hex("iPXE")}`, "-x", "0xaf:010100"] : []),
  );
  return /FILE=(\S*) SERVER=(\S*)/.exec(said)?.slice(1) ?? said;
};

const answers = {
  "a BIOS": () => asks(0),
  "UEFI, number 7": () => asks(7),
  "UEFI, number 9": () => asks(9),
  "UEFI by HTTP": () => asks(16, { vendor: "HTTPClient" }),
  "iPXE with a BIOS": () => asks(0, { ipxe: true }),
  "iPXE with UEFI": () => asks(7, { ipxe: true }),
};
const told = () => Object.fromEntries(Object.entries(answers).map(([name, ask]) => [name, ask()]));

const here = "192.168.77.1";
const script = `http://${here}/boot.ipxe`;
const ipxe = {
  "a BIOS": ["undionly.kpxe", here],
  "UEFI, number 7": ["snponly.efi", here],
  "UEFI, number 9": ["snponly.efi", here],
  "UEFI by HTTP": [`http://${here}/loaders/snponly.efi`, here],
  "iPXE with a BIOS": [script, here],
  "iPXE with UEFI": [script, here],
};

describe("firmware is told its loader", { timeout: 120_000 }, () => {
  it("by thinsmith serve", async () => {
    const { stop } = await startServing(
      workplace,
      ["lab", "--interface", "eth0", "--dhcp", "full"],
      lab.server,
    );
    expect(told()).toEqual(ipxe);
    await stop();
    const other = await startServing(
      workplace,
      [
        ...["lab", "--interface", "eth0", "--dhcp", "full"],
        ...["--set", "serve.bios=pxelinux", "--set", "serve.uefi=shim"],
      ],
      lab.server,
    );
    expect([asks(0), asks(0, { ipxe: true }), asks(7), asks(7, { ipxe: true })]).toEqual([
      ["lpxelinux.0", here],
      ["lpxelinux.0", here],
      ["shimx64.efi", here],
      ["shimx64.efi", here],
    ]);
    await other.stop();
  });

  it("by ISC dhcpd with what thinsmith deploy makes", async () => {
    const directory = join(folder, "isc");
    const { status, stderr } = await thinsmith(workplace, [
      ...[
        "deploy",
        directory,
        "--server",
        "isc-dhcp+tftpd",
        "--address",
        `${here}/24`,
        "--interface",
        "eth0",
      ],
    ]);
    expect(status, stderr).toBe(0);
    await writeFile(join(folder, "leases"), "");
    const files = ["-lf", join(folder, "leases"), "-pf", join(folder, "pid")];
    lab.server.start(
      ...["dhcpd", "-f", "-cf", join(directory, "dhcpd.conf"), ...files, "-user", "root", "-group", "root"],
      "eth0",
    );
    await waitFor(() => lab.server.run("ss", "-Hlun").includes(":67"));
    expect(told()).toEqual(ipxe);
  });
});

describe("firmware is told the image that it starts itself", { timeout: 120_000 }, () => {
  const toldOf = (id: string) => [
    [`signed/${id}/thinsmith.efi`, here],
    [`signed/${id}/thinsmith.efi`, here],
    [`http://${here}/signed/${id}/thinsmith.efi`, here],
    ["undionly.kpxe", here],
  ];
  const asked = () => [asks(7), asks(9), asks(16, { vendor: "HTTPClient" }), asks(0)];
  const [before = "", current = ""] = ["20261123T211403Z-bbbbbbbb", "20261124T211403Z-cccccccc"];
  /** The machine that asks gets the release before. */
  const table = () => {
    const [{ address: client }] = JSON.parse(lab.office.run("ip", "-json", "link", "show", "eth0"));
    return JSON.stringify([{ client, release: before }]);
  };
  const uki = ["--set", "serve.uefi=uki"];

  it("by thinsmith serve", async () => {
    const options = ["signed", "--interface", "eth0", "--dhcp", "full", ...uki];
    const all = await startServing(workplace, options, lab.server);
    expect(asked()).toEqual(toldOf(current));
    await all.stop();
    const single = await startServing(
      workplace,
      [...options, "--set", `serve.clients=${table()}`],
      lab.server,
    );
    expect(asked()).toEqual(toldOf(before));
    await single.stop();
  });

  it("by ISC dhcpd with what thinsmith deploy makes", async () => {
    const directory = join(folder, "isc-uki");
    const { status, stderr } = await thinsmith(workplace, [
      ...["deploy", directory, "--release", "signed", "--server", "isc-dhcp+tftpd"],
      ...["--address", `${here}/24`, "--interface", "eth0", ...uki, "--set", `serve.clients=${table()}`],
    ]);
    expect(status, stderr).toBe(0);
    await writeFile(join(folder, "leases-uki"), "");
    const files = ["-lf", join(folder, "leases-uki"), "-pf", join(folder, "pid-uki")];
    lab.server.start(
      ...["dhcpd", "-f", "-cf", join(directory, "dhcpd.conf"), ...files, "-user", "root", "-group", "root"],
      "eth0",
    );
    await waitFor(() => lab.server.run("ss", "-Hlun").includes(":67"));
    expect(asked()).toEqual(toldOf(before));
  });
});

describe("every configuration", () => {
  const all = (["ipxe", "pxelinux"] as const).flatMap((bios) =>
    (["ipxe", "grub", "shim", "uki"] as const).flatMap((uefi) =>
      (["proxy", "full", "off"] as const).map((dhcp) => ({ bios, uefi, dhcp })),
    ),
  );
  const servicesFor = async (
    serve: SettingsInput["serve"],
    more: Partial<BootServices>,
  ): Promise<BootServices> => {
    const settings = parseSettings({ version: 1, serve }).serve;
    const clients = [[], ["52:54:00:00:77:01", "ab:cd:ef:00:77:02"]];
    const images = signed.map((release, index) => ({
      ...{ release, path: `signed/${release.manifest.id}/thinsmith.efi`, clients: clients[index] ?? [] },
    }));
    return {
      ...{ interface: "eth0", subnet: { address: here, prefix: 24 }, port: 8080, dhcp: "full" },
      ...{
        range: { from: "192.168.77.129", to: "192.168.77.250" },
        nameServers: ["192.168.77.5", "9.9.9.9"],
      },
      ...{ tftpRoot: folder, serve: settings, loaders: await findLoaders(settings) },
      images: settings.uefi === "uki" ? images : [],
      ...more,
    };
  };

  it.each(all)("is taken by dnsmasq and dhcpd: $bios, $uefi, $dhcp", async ({ bios, uefi, dhcp }) => {
    for (const router of [undefined, "192.168.77.254"]) {
      const services = await servicesFor({ bios, uefi, menu: 5 }, { dhcp, ...(router ? { router } : {}) });
      const file = join(folder, "config");
      await writeFile(file, dnsmasqConfig(services, [`dhcp-leasefile=${folder}/leases`]));
      execFileSync("dnsmasq", ["--test", `--conf-file=${file}`], { stdio: "pipe" });
      await writeFile(file, iscDhcpConfig(services));
      execFileSync("dhcpd", ["-t", "-cf", file], { stdio: "pipe" });
    }
  });

  it.each([80, 8080])("is taken by nginx: port %i", async (port) => {
    const file = join(folder, "nginx.conf");
    const check = () => lab.server.run("nginx", "-t", "-q", "-c", file);
    await writeFile(file, nginxConfig({ address: here, port, directory: folder, user: "nobody nogroup" }));
    check();
    for (const reportPath of [undefined, "thinsmith/report", "a+b/c.d"]) {
      const site = nginxSite({
        ...{ address: here, port, root: folder, release: "lab/20261122T211403Z-aaaaaaaa" },
        ...(reportPath ? { reportPath } : {}),
      });
      await writeFile(join(folder, "site"), site);
      await writeFile(file, `pid ${folder}/pid; events {} http { include ${folder}/site; }\n`);
      check();
    }
  });
});
