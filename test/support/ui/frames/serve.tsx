import { it } from "vitest";
import { Serve } from "../../../../components/serve/Serve.tsx";
import { ServeSetup } from "../../../../components/serve/ServeSetup.tsx";
import { ServeSession } from "../../../../components/serve/serve-session.ts";
import { beginningWith } from "../../../../components/serve/serve-setup.ts";
import type { ServeEvent } from "../../../../src/serve/events/events.ts";
import { fakeManifest } from "../../releases/fake-release.ts";
import { ago, type Framing } from "./framing.tsx";

/** Serving an image. */
export const serveFrames = ({ show, matches, go }: Framing): void => {
  it("serve setup", async () => {
    const { files, ...manifest } = fakeManifest({ id: "20261122T211403Z-2" });
    const release = {
      ...manifest,
      files: files.map(({ size, ...file }) => ({
        ...{ ...file, size: /^(vmlinuz|initrd|rootfs|home)/.test(file.name) ? size * 1_000_000 : size },
      })),
    };
    const interfaces = [
      { name: "wlan0", mac: "52:54:00:00:00:02", up: true, link: true, loopback: false },
      {
        ...{ name: "eth1", mac: "52:54:00:00:00:01", up: true, link: true, loopback: false },
        subnet: { address: "192.168.77.1", prefix: 24 },
      },
    ];
    const screen = show(
      <ServeSetup
        release={release}
        interfaces={interfaces}
        start={{ ...beginningWith(interfaces), dhcp: "full" }}
        onStart={() => {}}
        onCommand={() => {}}
      />,
    );
    await screen.shows("❯ Start serving");
    await matches("serve-setup", screen);
    await go(screen, "enter", /y start serving/);
    await matches("serve-start", screen);
  });

  it("serve", async () => {
    const who = (number: number) => ({ mac: `52:54:00:00:77:0${number}`, ip: `192.168.77.10${number}` });
    const said: ServeEvent[] = [
      {
        ...{ type: "serve-started", at: ago(60), image: "lab", interface: "eth1", address: "192.168.77.1" },
        ...{ prefix: 24, dhcp: "proxy", tftp: true, http: { server: "nginx", port: 80 } },
        ...{ url: "http://192.168.77.1/boot.ipxe", log: "build/lab/serve-eth1.log" },
      },
      { type: "offer", at: ago(60), release: "20261122T211403Z-aaaaaaaa", canaries: 0, singles: 1 },
      {
        ...{ type: "fetch-started", at: ago(4), id: 1, file: "rootfs.squashfs", from: 0, release: "r" },
        ...{ size: 100_000_000, ...who(1) },
      },
      { type: "fetch-progress", at: ago(1), sent: { 1: 61_000_000 } },
      { type: "client", at: ago(30), step: "up", detail: "after 38 s as desk", ...who(2) },
      {
        ...{ type: "client-failed", at: ago(10), ...who(3) },
        failure: {
          ...{ client: "52:54:00:00:77:03", code: "MEMORY", message: "The image needs more memory." },
          facts: "1024 MiB",
        },
      },
      { type: "problem", at: ago(5), message: "dnsmasq was ended by SIGKILL.", remedy: "" },
    ];
    const session = new ServeSession(async function* () {
      yield* said;
      await new Promise(() => {});
    });
    const screen = show(<Serve session={session} onCommand={() => {}} />);
    await go(screen, /3 clients: 1 up, 1 loading, 1 failed/, "G", /❯ ✘/);
    await matches("serve", screen);
    await go(screen, "q", /Stop serving\?/);
    await matches("serve-stopping", screen);
  });
};
