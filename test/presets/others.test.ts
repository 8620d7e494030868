import { execFileSync } from "node:child_process";
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256File } from "../../src/release/checksum.ts";
import { newWorkplace, type Workplace } from "../support/cli.ts";
import { bootClient } from "../support/net/client.ts";
import { freePort } from "../support/net/free-port.ts";
import { serve } from "../support/net/server.ts";
import { takePicture } from "../support/releases/pictures.ts";
import { buildPreset, everything, measured, smallest } from "../support/releases/presets.ts";
import { inFrontOf, patience, screenHeight, screenWidth } from "../support/ui/screen.ts";
import { waitFor } from "../support/wait.ts";

const minutes = 60_000;
const blue = "#1d4f91";

let workplace: Workplace;
const file = (name: string) => join(workplace.folder, name);
beforeAll(async () => {
  workplace = await newWorkplace();
});
afterAll(() => rm(workplace.folder, { recursive: true }));

const failing = ({ checks }: { checks: readonly { ok: boolean }[] }) => checks.filter(({ ok }) => !ok);

describe.runIf(everything)("the compute node", { timeout: 30 * minutes, retry: 1 }, () => {
  it("lets in who has the key, as the user and as root, and nobody by password", async () => {
    // A second try must not find the key of the first, which ssh-keygen does not replace.
    await Promise.all(["key", "key.pub"].map((name) => rm(file(name), { force: true })));
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "me@here", "-f", file("key")]);
    const key = (await readFile(file("key.pub"), "utf8")).trim();
    const release = await buildPreset(workplace, "compute", [`client.sshKeys=${key}`]);
    const port = await freePort();
    const ssh = (user: string, ...options: string[]) => {
      const args = [
        ...[
          "-p",
          String(port),
          "-o",
          "StrictHostKeyChecking=no",
          "-o",
          `UserKnownHostsFile=${file("known")}`,
        ],
        ...["-o", "BatchMode=yes", "-o", "ConnectTimeout=60", ...options],
      ];
      return execFileSync("ssh", [...args, `${user}@127.0.0.1`, "id -un"], {
        encoding: "utf8",
        stdio: "pipe",
      });
    };
    const withKey = ["-i", file("key"), "-o", "IdentitiesOnly=yes"];
    const verdict = await inFrontOf(
      release,
      {
        folder: workplace.folder,
        memoryMiB: smallest.compute,
        network: [
          ...["-netdev", `user,id=n,hostfwd=tcp:127.0.0.1:${port}-:22`],
          ...["-device", "virtio-net-pci,netdev=n,romfile="],
        ],
      },
      async (client) => {
        await client.booted();
        await measured(client, "compute", release);
        await takePicture(client, "compute", workplace.folder);
        expect(ssh("client", ...withKey)).toBe("client\n");
        expect(ssh("root", ...withKey)).toBe("root\n");
        expect(() => ssh("client", "-o", "PubkeyAuthentication=no", "-v")).toThrow(
          /Authentications that can continue: publickey\s/,
        );
      },
    );
    expect(failing(verdict)).toEqual([]);
  });
});

describe.runIf(everything)("the LXDE desktop", { timeout: 30 * minutes, retry: 1 }, () => {
  it("has icons for RDP servers, mounts a USB stick that comes late, and says what became of uvesafb", async () => {
    const release = await buildPreset(workplace, "desktop-lxde");
    execFileSync("mke2fs", ["-q", "-t", "ext4", "-L", "STICK", file("stick"), "8M"]);
    const verdict = await inFrontOf(
      release,
      {
        folder: workplace.folder,
        memoryMiB: smallest["desktop-lxde"],
        params: ["rdpservers=Büro:10.0.2.2:9:/f;Lager:10.0.2.2:9:/f", "uvesafb=mode_option=1024x768-32"],
        devices: ["-drive", `if=none,id=stick,format=raw,file=${file("stick")}`],
      },
      async (client) => {
        await client.booted();
        const panel = [0, screenHeight - 20, screenWidth, 16] as const;
        // The panel with its clock, and a desktop of one picture with icons at its left.
        await client.shows((screen) => screen.colours([0, 0, 120, 260]) > 30 && screen.colours(panel) > 20);
        await client.qmp("device_add", { driver: "usb-storage", drive: "stick", bus: "usb.0", id: "late" });
        await waitFor(
          async () => (await client.run("findmnt -n -o TARGET /media/STICK")).includes("STICK"),
          patience,
        );
        await client.run("touch /media/STICK/written");
        // Below the two servers' icons comes the stick's.
        await client.shows((screen) => screen.colours([0, 205, 120, 90]) > 10);
        await measured(client, "desktop-lxde", release);
        await takePicture(client, "desktop-lxde", workplace.folder);
        // The client's log, since the kernel's messages may fall into the middle of a line on the console.
        expect(await client.run("cat /run/thinsmith/log")).toMatch(
          /uvesafb= has no effect: .+; simpledrm keeps the firmware's screen mode/,
        );
        await client.qmp("device_del", { id: "late" });
        await waitFor(async () => !(await client.run("ls /media")).includes("STICK"), patience);
      },
    );
    expect(failing(verdict)).toEqual([]);
    expect(verdict.report?.shortcuts).toEqual(["Büro", "Lager"]);
  });
});

describe.runIf(everything)("the Horizon client", { timeout: 30 * minutes, retry: 1 }, () => {
  it("comes from its vendor's bundle, gets its options, and is started again when it ends", async () => {
    // The vendor's own may not be handed on: this one installs a program that says how it was started, and what it is,
    // and ends.
    const asked: string[] = [];
    const server = await serve((request, response) => {
      asked.push(request.url ?? "");
      response.end();
    });
    const bundle = `#!/bin/sh
[ "$*" = "--console --required" ] && [ "$VMWARE_EULAS_AGREED" = yes ] || exit 7
cat >/usr/bin/vmware-view <<'END'
#!/bin/sh
curl -s "http://${server.address}/started?$1&$2&$DISPLAY"
xterm -fullscreen -fa Mono -fs 18 -bg '${blue}' -fg white -e 'echo Here the client of the vendor would be.; sleep 20'
END
chmod 755 /usr/bin/vmware-view
`;
    await writeFile(file("client.bundle"), bundle);
    await chmod(file("client.bundle"), 0o755);
    try {
      const release = await buildPreset(workplace, "horizon", [
        `client.horizonBundle=${file("client.bundle")}`,
        `client.horizonSha256=${await sha256File(file("client.bundle"))}`,
      ]);
      const verdict = await inFrontOf(
        release,
        {
          folder: workplace.folder,
          memoryMiB: smallest.horizon,
          params: ["vmwareviewoptions=--fullscreen%--serverURL=https://vdi.example"],
        },
        async (client) => {
          await client.shows((screen) => screen.share(blue) > 0.3 && screen.colours() > 10);
          await takePicture(client, "horizon", workplace.folder);
          await waitFor(() => asked.length > 1, patience);
          await client.booted();
          await measured(client, "horizon", release);
        },
      );
      expect(failing(verdict)).toEqual([]);
      expect(new Set(asked)).toEqual(new Set(["/started?--fullscreen&--serverURL=https://vdi.example&:0"]));
    } finally {
      await server.close();
    }
  });
});

describe.runIf(everything)("the consoles", { timeout: 30 * minutes, retry: 1 }, () => {
  it.each(["console", "console-bookworm"])("%s: shows a prompt on the screen", async (preset) => {
    const release = await buildPreset(workplace, preset);
    const verdict = await inFrontOf(
      release,
      { folder: workplace.folder, memoryMiB: smallest.console },
      async (client) => {
        await client.booted();
        await client.shows((screen) => screen.share("#000000") > 0.5 && screen.colours() > 1);
        await measured(client, preset, release);
        await takePicture(client, preset, workplace.folder);
      },
    );
    expect(failing(verdict)).toEqual([]);
  });

  it("of UEFI machines keep the firmware's screen", async () => {
    const release = await buildPreset(workplace, "console");
    const { failing: wrong, told } = await bootClient(release, { firmware: "uefi" });
    expect(wrong, told).toEqual([]);
  });
});
