import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { releaseOf } from "../support/net/client.ts";
import { type Lab, officeDhcp, openLab } from "../support/net/lab.ts";
import { bootFromNetwork, macOf } from "../support/net/net-client.ts";
import { type Serving, startServing } from "../support/net/serving.ts";
import { smallImage, testCache } from "../support/releases/build.ts";

const minutes = 60_000;

let workplace: Workplace;
/** Two releases of one image, the older one first. */
const ids: string[] = [];

beforeAll(async () => {
  workplace = await newWorkplace({ cache: await testCache() });
  for (const description of ["first", "second"]) {
    const { status, stderr } = await thinsmith(workplace, [
      ...smallImage,
      "--set",
      `description=${description}`,
    ]);
    expect(status, stderr).toBe(0);
    ids.push((await releaseOf(workplace, "small")).manifest.id);
  }
}, 15 * minutes);
afterAll(() => rm(workplace.folder, { recursive: true }));

let lab: Lab;
let serving: Serving | undefined;
beforeEach(async () => {
  lab = await openLab();
});
afterEach(async () => {
  await serving?.stop();
  serving = undefined;
  await lab.close();
});
const serve = async (...args: string[]) => {
  serving = await startServing(workplace, ["small", "--interface", "eth0", ...args], lab.server);
  return serving;
};

/** The root is fetched: the loader has done its part, and the client found its boot server. */
const fetching = /thinsmith: fetching http\S+\/rootfs\.squashfs/;
const commandLine = (console: string) => /Kernel command line: (.*)/.exec(console)?.[1] ?? "";

// Again, where the machine that runs the tests stood still for minutes.
describe("clients in QEMU", { timeout: 7 * minutes, retry: 1 }, () => {
  it("start beside another DHCP server: BIOS until it is up, UEFI by PXE", async () => {
    officeDhcp(lab.office, join(workplace.folder, "office.leases"));
    const { says, all } = await serve("--http", "nginx");
    const isUp = () => all("client").some(({ step, mac }) => step === "up" && mac === macOf(1));
    const [bios, uefi] = await Promise.all([
      bootFromNetwork({ lab, cable: 1, firmware: "bios", until: /client-007701 login:/, also: isUp }),
      bootFromNetwork({ lab, cable: 2, firmware: "uefi", until: fetching }),
    ]);
    for (const [console, cable] of [
      [bios, 1],
      [uefi, 2],
    ] as const) {
      expect(commandLine(console)).toContain(`bootserver=192.168.77.1/small/${ids[1]}`);
      expect(commandLine(console).toLowerCase()).toContain(`bootif=01-${macOf(cable).replaceAll(":", "-")}`);
      expect(console).toMatch(/has the address 192\.168\.77\.1[0-2]\d, router 192\.168\.77\.2/);
    }
    expect(bios).toContain("its sha256 is right");
    const up = await says("client", ({ step, mac }) => step === "up" && mac === macOf(1));
    expect(up.detail).toMatch(/^after \d+ s as client-007701$/);
    const fetched = all("fetch-ended").filter(({ complete }) => complete);
    const started = all("fetch-started");
    const filesOf = (mac: string) =>
      started
        .filter((one) => one.mac === mac && fetched.some(({ id }) => id === one.id))
        .map(({ file }) => file);
    expect(filesOf(macOf(1))).toEqual(["vmlinuz", "initrd.img", "rootfs.squashfs", "home.tar.gz"]);
    // By the firmware's own PXE: the loader came by TFTP.
    expect(all("client")).toContainEqual(
      expect.objectContaining({ step: "loader", mac: macOf(2), detail: "snponly.efi" }),
    );
    expect(all("problem")).toEqual([]);
  });

  it("start where thinsmith gives the addresses: UEFI by HTTP, and BIOS with a menu", async () => {
    const { started, all } = await serve(
      ...["--dhcp", "full", "--http", "built-in", "--http-port", "8080", "--set", "serve.menu=120"],
    );
    expect(started.range).toEqual({ from: "192.168.77.129", to: "192.168.77.250" });
    /** Types once the menu is there. */
    const atMenu = (keys: string) => {
      let typed = false;
      return (text: string, type: (typed: string) => void) => {
        if (typed || !text.includes("with a debug shell")) return;
        typed = true;
        type(keys);
      };
    };
    const [http, bios] = await Promise.all([
      bootFromNetwork({ lab, cable: 1, firmware: "uefi-http", until: fetching, onConsole: atMenu("\r") }),
      // The second entry: the release before.
      bootFromNetwork({ lab, cable: 2, firmware: "bios", until: fetching, onConsole: atMenu("\x1b[B\r") }),
    ]);
    expect(commandLine(http)).toContain(`bootserver=192.168.77.1:8080/small/${ids[1]}`);
    expect(http).toContain(`fetching http://192.168.77.1:8080/small/${ids[1]}/rootfs.squashfs`);
    expect(all("fetch-started")).toContainEqual(expect.objectContaining({ file: "snponly.efi" }));
    expect(commandLine(bios)).toContain(`bootserver=192.168.77.1:8080/small/${ids[0]}`);
    expect(http).toMatch(/has the address 192\.168\.77\.(1[3-9]\d|2\d\d), router none/);
  });

  it("start with Secure Boot by shim and GRUB, and with pxelinux, each with what its table says", async () => {
    const clients = JSON.stringify([
      { client: macOf(1), parameters: ["hostname=desk-1"] },
      { client: macOf(2), release: ids[0], parameters: ["hostname=desk-2"] },
      { client: "default", parameters: ["hostname=any"] },
    ]);
    const { all } = await serve(
      ...["--dhcp", "full", "--set", "serve.bios=pxelinux", "--set", "serve.uefi=shim"],
      ...["--set", `serve.clients=${clients}`],
    );
    const [secure, bios] = await Promise.all([
      bootFromNetwork({ lab, cable: 1, firmware: "uefi-secure", until: fetching }),
      bootFromNetwork({ lab, cable: 2, firmware: "bios", until: fetching }),
    ]);
    expect(secure).toContain("UEFI Secure Boot is enabled");
    expect(commandLine(secure)).toMatch(new RegExp(`small/${ids[1]} hostname=desk-1 `));
    expect(commandLine(bios)).toMatch(new RegExp(`small/${ids[0]} hostname=desk-2 `));
    const loaded = all("client").map(({ detail }) => detail);
    for (const file of ["shimx64.efi", "grubx64.efi", "grub.cfg", "lpxelinux.0", "ldlinux.c32"])
      expect(loaded).toContain(file);
  });
});
