import type { ClientReport } from "../../src/boot/report.ts";

/** What a client of the console preset reported, on a machine that emulated it beside much other work. */
export const recordedReport: ClientReport = {
  uptime: 316.46,
  multiUser: true,
  processors: 2,
  memory: {
    totalKiB: 601212,
    availableKiB: 292012,
  },
  root: {
    type: "overlay",
    lower: "squashfs",
  },
  home: "tmpfs",
  swaps: [
    {
      device: "/dev/zram0",
      kib: 150300,
      usedKiB: 0,
      priority: 5,
      algorithm: "lz4",
    },
    {
      device: "/dev/zram1",
      kib: 150300,
      usedKiB: 0,
      priority: 5,
      algorithm: "lz4",
    },
  ],
  failedUnits: [],
  addresses: [
    {
      interface: "ens2",
      address: "10.0.2.15/24",
    },
  ],
  machineId: "078d7e8ab5b3ef70c21bc969d719c991",
  hostname: "client-123456",
  kernel: "6.12.118+deb13-amd64",
  timezone: "/usr/share/zoneinfo/UTC",
  hostKeys: [
    "SHA256:5Ycg9M7yUnRRKrJHbn+o8ketapvhxzNG3AMoSNhOBZc",
    "SHA256:dWCYFHNs9WcjQqPiuLZ2h7m3Vjw6WS2Gee9MYA/qJC8",
  ],
  layers: ["overlay1", "rootfs"],
  room: {
    image: 170262528,
    writable: 307822592,
    home: 536870912,
  },
  nameServers: ["10.0.2.3"],
  searchDomains: [],
  timeServers: [],
  shutdownTime: "",
  shortcuts: [],
  media: [],
  sessions: [
    {
      user: "client",
      terminal: "tty1",
    },
  ],
  phases: [
    {
      name: "kernel",
      from: 0,
      to: 116.82,
    },
    {
      name: "initrd",
      from: 116.82,
      to: 135.8,
    },
    {
      name: "network",
      from: 135.8,
      to: 144.82,
    },
    {
      name: "fetch",
      from: 144.82,
      to: 194.4,
    },
    {
      name: "verify",
      from: 194.4,
      to: 194.98,
    },
    {
      name: "mount",
      from: 194.98,
      to: 214.46,
    },
    {
      name: "units",
      from: 214.46,
      to: 290.29,
    },
  ],
  slowUnits: [
    {
      name: "systemd-logind.service",
      from: 265.12,
      to: 289.68,
    },
    {
      name: "systemd-networkd.service",
      from: 251.77,
      to: 272.17,
    },
    {
      name: "ssh.service",
      from: 273.15,
      to: 290.15,
    },
    {
      name: "systemd-udev-trigger.service",
      from: 231.42,
      to: 243.78,
    },
    {
      name: "systemd-journald.service",
      from: 230.45,
      to: 242.6,
    },
    {
      name: "dbus.service",
      from: 264.07,
      to: 275.86,
    },
    {
      name: "systemd-user-sessions.service",
      from: 274.61,
      to: 285.36,
    },
    {
      name: "thinsmith-hostkeys.service",
      from: 231.89,
      to: 242.1,
    },
  ],
  sentAt: 407.43,
};
