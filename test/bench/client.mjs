import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { newPlace } from "./place.mjs";
import { median, timeCommand } from "./timing.mjs";

const rounds = 3;

// Debian's own way to the same: live-boot in a copy of the tree that our image is packed from, without our boot
// script in its initrd. It packs with the same options and excludes.
const liveBoot = `
set -e
tree=$1 live=$2 excludes=$3
cp -a "$tree" "$live/tree"
cp /etc/resolv.conf "$live/tree/etc/resolv.conf"
for place in proc sys dev tmp var/tmp; do mount -t tmpfs none "$live/tree/$place"; done
mount -t proc proc "$live/tree/proc"
mount --rbind /dev "$live/tree/dev"
export DEBIAN_FRONTEND=noninteractive
chroot "$live/tree" apt-get -q update
chroot "$live/tree" apt-get -q -y install --no-install-recommends live-boot live-boot-initramfs-tools
rm "$live/tree/usr/share/initramfs-tools/hooks/thinsmith"
kernel=$(ls "$live/tree/usr/lib/modules")
chroot "$live/tree" mkinitramfs -o /var/tmp/initrd "$kernel"
cp "$live/tree/var/tmp/initrd" "$live/initrd"
umount -R "$live/tree/dev" "$live/tree/proc" && umount "$live/tree/sys" "$live/tree/tmp" "$live/tree/var/tmp" "$live/tree/dev" "$live/tree/proc"
shift 3
mksquashfs "$live/tree" "$live/rootfs.squashfs" -noappend -no-progress "$@" -wildcards -ef "$excludes"
`;

let prepared;
/** Our image with both kinds of initrd, and live-boot's of the same tree; made once. */
const prepare = async () => {
  if (prepared) return prepared;
  const { folder, build, stage } = newPlace();
  const release = join(folder, "build/console/current");
  await build("--set", "initrd.modules=most");
  const most = statSync(join(release, "initrd.img")).size;
  await build();
  const { rootfs } = JSON.parse(readFileSync(join(release, "manifest.json"), "utf8")).settings;
  const live = join(folder, "live");
  mkdirSync(live);
  await timeCommand([
    ...["unshare", "--mount", "--propagation", "private", "sh", "-c", liveBoot, "sh"],
    ...[join(stage("customize"), "tree"), live, join(stage("rootfs"), "excludes")],
    ...["-comp", rootfs.compression, "-Xcompression-level", String(rootfs.level), "-b", rootfs.blockSize],
  ]);
  rmSync(join(live, "tree"), { recursive: true });
  prepared = {
    release,
    live,
    sizes: {
      most,
      netboot: statSync(join(release, "initrd.img")).size,
      live: statSync(join(live, "initrd")).size,
    },
  };
  return prepared;
};

const serve = async (directory) => {
  const server = createServer((request, response) => {
    const path = join(directory, request.url === "/rootfs.squashfs" ? "rootfs.squashfs" : "home.tar.gz");
    response.writeHead(200, { "Content-Length": statSync(path).size });
    if (request.method === "HEAD") response.end();
    else createReadStream(path, { highWaterMark: 1024 * 1024 }).pipe(response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
};

/** Boots one client in the same machine as `thinsmith boot` has, and gives what it reports when it is up. */
const boot = async (kernel, initrd, directory, words) => {
  const server = await serve(directory);
  const from = `10.0.2.2:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
  const machine = spawn(
    "qemu-system-x86_64",
    [
      ...["-accel", "tcg,thread=multi", "-cpu", "max", "-m", "1024", "-smp", "2"],
      ...["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
      ...[
        "-kernel",
        kernel,
        "-initrd",
        initrd,
        "-append",
        `${words(from)} no_timer_check norandmaps console=tty1 console=ttyS0,115200n8 thinsmith.report=ttyS1`,
      ],
      ...["-netdev", "user,id=network", "-device", "virtio-net-pci,netdev=network,romfile="],
      ...["-device", "virtio-rng-pci", "-serial", "null", "-serial", "stdio"],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const stop = () => machine.kill("SIGKILL");
  process.once("exit", stop);
  const timer = setTimeout(stop, 300_000);
  const report = await new Promise((done, failed) => {
    let said = "";
    machine.stdout.on("data", (chunk) => {
      said += chunk;
      const json = /^THINSMITH-REPORT (\{.*\})\r?\n/m.exec(said)?.[1];
      if (json) done(JSON.parse(json));
    });
    machine.on("close", () => failed(new Error(`the client did not report: ${initrd}`)));
  }).finally(() => {
    clearTimeout(timer);
    process.removeListener("exit", stop);
    stop();
    server.closeAllConnections();
    server.close();
  });
  return { uptime: report.uptime, memory: report.memory.totalKiB - report.memory.availableKiB };
};

let booted;
/** Uptime and memory of both, in turn. */
const bootBoth = async () => {
  if (booted) return booted;
  const { release, live } = await prepare();
  const kernel = join(release, "vmlinuz");
  const { bootParameters } = JSON.parse(readFileSync(join(release, "manifest.json"), "utf8"));
  const rows = [];
  for (let round = 0; round < rounds; round += 1) {
    const ours = await boot(
      kernel,
      join(release, "initrd.img"),
      release,
      (from) => `${bootParameters.join(" ")} bootserver=${from}`,
    );
    const theirs = await boot(
      kernel,
      join(live, "initrd"),
      live,
      // An empty machine-id would make it ask questions.
      (from) =>
        `boot=live ip=dhcp fetch=http://${from}/rootfs.squashfs systemd.firstboot=off systemd.machine_id=${"1".repeat(32)}`,
    );
    rows.push({ ours, theirs });
  }
  booted = rows;
  return rows;
};

const compare = (name, target, key, unit) => ({
  name,
  unit: "ratio",
  target,
  async measure() {
    const rows = await bootBoth();
    const of = (side) => median(rows.map((row) => row[side][key]));
    return {
      value: median(rows.map(({ ours, theirs }) => ours[key] / theirs[key])),
      detail: `${of("ours")} ${unit} against live-boot's ${of("theirs")} ${unit}, ${rows.length} pairs`,
    };
  },
});

const initrdSize = (name, target, kind) => ({
  name,
  unit: "ratio",
  target,
  async measure() {
    const { sizes } = await prepare();
    const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
    return {
      value: sizes[kind] / sizes.live,
      detail: `${megabytes(sizes[kind])} MB against live-boot's ${megabytes(sizes.live)} MB`,
    };
  },
});

export const clientMeasures = [
  initrdSize("boot initrd, all drivers", 0.9, "most"),
  initrdSize("boot initrd, netboot", 0.6, "netboot"),
  compare("boot uptime", 0.6, "uptime", "s"),
  compare("boot memory", 1.0, "memory", "KiB"),
];
