import { describe, expect, it } from "vitest";
import { explain } from "../../../src/pipeline/failures/explain.ts";
import { knownFailures } from "../../../src/pipeline/failures/known-failures.ts";
import { fields } from "../../../src/settings/fields.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

const settings = parseSettings({
  version: 1,
  base: { suite: "trixie" },
  kernel: { package: "linux-image-nonsuch" },
  packages: { install: ["chromimum"] },
});

/** Lines as the tools print them, what they mean, and the setting that would mend it. */
const cases: [string, RegExp, string?][] = [
  [
    "E: Unable to locate package chromimum",
    /chromimum does not exist in Debian 13 trixie/,
    "packages.install",
  ],
  ["E: Unable to locate package linux-image-nonsuch", /nonsuch does not exist/, "kernel.package"],
  ["E: Unable to locate package zram-tools", /zram-tools does not exist/, "base.suite"],
  ["E: Package 'telnetd' has no installation candidate", /telnetd is known/, "base.suite"],
  [
    "E: The repository 'http://deb.debian.org/debian trixi Release' does not have a Release file.",
    /no suite trixie at the mirror/,
    "base.suite",
  ],
  [
    "E: Release file for http://x/InRelease is not valid yet (invalid for another 2h). Updates ...",
    /lists at http:\/\/x\/InRelease .*clock is wrong/,
  ],
  [
    "E: Failed to fetch https://x/InRelease  Certificate verification failed: The certificate is NOT trusted. The certificate is not yet activated.",
    /certificate is from the future/,
  ],
  ["E: Release file for http://x/InRelease is expired (invalid since 3d).", /have expired/, "base.mirror"],
  [
    "GPG error: http://x trixie InRelease: The following signatures couldn't be verified: NO_PUBKEY 0E98404D386FA1D9",
    /signature/,
    "base.mirror",
  ],
  [
    "E: GPG error: EXPKEYSIG 0E98404D386FA1D9 Debian Archive Automatic Signing Key",
    /signature/,
    "base.mirror",
  ],
  [
    "  Could not resolve 'no-such-host.invalid'",
    /no-such-host\.invalid could not be resolved/,
    "base.mirror",
  ],
  [
    "Err:1 http://mirror.example trixie InRelease  Temporary failure resolving 'mirror.example'",
    /mirror\.example could not be resolved/,
    "base.mirror",
  ],
  [
    "E: Failed to fetch http://127.0.0.1:9/dists/trixie/InRelease  Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)",
    /mirror 127\.0\.0\.1:9 cannot be reached/,
    "base.mirror",
  ],
  [
    "E: Failed to fetch http://x/InRelease  Unable to connect to 127.0.0.1:9:",
    /mirror 127\.0\.0\.1:9 cannot be reached/,
    "base.mirror",
  ],
  [
    "  Certificate verification failed: The certificate is NOT trusted. The certificate issuer is unknown.  Could not handshake: Error in the certificate verification.",
    /TLS certificate is not accepted/,
    "base.mirror",
  ],
  [
    "  Could not handshake: An unexpected TLS packet was received. [IP: 127.0.0.1 8099]",
    /TLS certificate is not accepted/,
    "base.mirror",
  ],
  [
    "E: Failed to fetch http://deb.debian.org/debian/dists/trixie/InRelease  407  Proxy Authentication Required [IP: 127.0.0.1 8098]",
    /proxy wants a name/,
  ],
  [
    "  Invalid response from proxy: HTTP/1.1 407 Proxy Authentication Required     [IP: 127.0.0.1 8098]",
    /proxy wants a name/,
  ],
  [
    "  Invalid response from proxy: HTTP/1.1 502 Bad Gateway     [IP: 127.0.0.1 8098]",
    /does not pass requests on/,
  ],
  ["Write failed because No space left on device", /disk is full/],
  ["tar: ./usr/share/x: Cannot write: No space left on device", /disk is full/],
  ["Error: ENOSPC: no space left on device, write", /disk is full/],
  ["E: Failed to fetch http://x/a.deb  Hash Sum mismatch", /mirror is being updated/, "base.mirror"],
  [
    "E: Failed to fetch http://x/pool/a_1_amd64.deb  404  Not Found [IP: 1.2.3.4 80]",
    /does not have http:\/\/x\/pool/,
  ],
  [
    " systemd-sysv : Conflicts: sysvinit-core but 3.0-1 is to be installed",
    /do not go together/,
    "packages.install",
  ],
  ["E: Unable to correct problems, you have held broken packages.", /do not go together/, "packages.install"],
  [
    'unshare: no line matching user "nobody" in /etc/subuid: Success',
    /nobody has no subordinate ids in \/etc\/subuid/,
  ],
  ["newuidmap: uid range [1-65537) -> [100000-165536) not allowed", /User namespaces/],
  ["unshare: unshare failed: Operation not permitted", /User namespaces/],
  ["unshare: write failed /proc/self/uid_map: Operation not permitted", /User namespaces/],
  ["mksquashfs: cannot fork: Cannot allocate memory", /too little memory/, "rootfs.compression"],
  ["FATAL ERROR: Out of memory (create_inode)", /too little memory/, "rootfs.compression"],
  [
    "CommandError: /opt/thinsmith/src/builders/local/initrd.sh ended with status 137",
    /was killed, most likely because/,
    "rootfs.level",
  ],
  ["CommandError: nice was ended by SIGKILL", /was killed/, "rootfs.level"],
  ["dpkg: error processing package foo (--configure):", /foo could not be installed/, "packages.install"],
  [
    " installed foo package post-installation script subprocess returned error exit status 1",
    /own script failed/,
    "packages.install",
  ],
  [
    "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4242 (apt-get)",
    /process 4242\) holds \/var\/lib\/dpkg\/lock-frontend/,
  ],
  [
    "modprobe: FATAL: Module squashfs not found in directory /lib/modules/6.12.0",
    /no module squashfs/,
    "kernel.package",
  ],
  [
    "W: missing /lib/modules/6.12.0-none",
    /modules are not there: \/lib\/modules\/6\.12\.0-none/,
    "kernel.package",
  ],
  ["E: mkinitramfs failure zstd 1", /initrd could not be made/, "initrd.compression"],
  [
    "E: /usr/share/initramfs-tools/hooks/thinsmith failed with return 1.",
    /initrd could not be made/,
    "initrd.compression",
  ],
  ["Write failed because File too large", /larger than the file system may hold/, "exclude.paths"],
  [
    "cp: setting attribute 'security.capability' for 'x': Operation not supported",
    /cannot keep all attributes/,
  ],
  ["mkdir: cannot create directory 'x': Read-only file system", /read-only/],
  ["Error: EROFS: read-only file system, mkdir '/mnt/build'", /read-only/],
  ["Error: listen EADDRINUSE: address already in use 0.0.0.0:8080", /port 8080 is in use/],
  ["Could not access KVM kernel module: Permission denied", /KVM\) cannot be used/],
  ["Error: EACCES: permission denied, mkdir '/srv/build'", /may not write to \/srv\/build/],
  ["mkdir: cannot create directory ‘/srv/x’: Permission denied", /may not write to ‘\/srv\/x’/],
];

describe("known failures", () => {
  it.each(cases)("%s", (line, message, setting) => {
    const hint = explain(["Reading package lists...", line, "E: something else"], settings);
    expect(hint?.message).toMatch(message);
    expect(hint?.message).not.toContain("undefined");
    expect(hint?.remedy).toMatch(/\w/);
    expect(hint?.setting).toBe(setting);
  });

  it("leaves none without a case here", () => {
    const used = new Set(cases.map(([line]) => knownFailures.find(({ pattern }) => pattern.test(line))));
    for (const known of knownFailures) expect(used.has(known), String(known.pattern)).toBe(true);
    expect(knownFailures.length).toBeGreaterThanOrEqual(20);
  });

  it("names only settings that there are", () => {
    const named = cases.flatMap(([, , setting]) => setting ?? []);
    expect(named.length).toBeGreaterThan(10);
    for (const name of named) expect(fields().has(name), name).toBe(true);
  });

  it("names the cause, not its consequences", () => {
    const proxy = [
      "E: Failed to fetch http://deb.debian.org/debian/dists/trixie/InRelease  407  Proxy Authentication Required [IP: 127.0.0.1 8098]",
      "E: The repository 'http://deb.debian.org/debian trixie InRelease' is no longer signed.",
    ];
    expect(explain([...proxy].reverse(), settings)?.message).toMatch(/proxy/);
    const full = [
      "dpkg: error processing archive /x/foo.deb (--unpack):",
      " cannot copy extracted data for './usr/x' to '/usr/x.dpkg-new': failed to write (No space left on device)",
    ];
    expect(explain(full, settings)?.message).toMatch(/disk is full/);
  });

  it("takes no warning for the cause", () => {
    expect(
      explain(["W: Failed to fetch http://x  Could not connect to x:80 (1.2.3.4)."], settings),
    ).toBeUndefined();
  });

  it("explains no failure that it does not know", () => {
    expect(explain(["a strange thing happened"], settings)).toBeUndefined();
  });

  it("points to the mirror where one was chosen that has not the suite", () => {
    const chosen = parseSettings({ version: 1, base: { mirror: "http://mirror.example/debian" } });
    const line =
      "E: The repository 'http://mirror.example/debian trixie Release' does not have a Release file.";
    expect(explain([line], chosen)?.setting).toBe("base.mirror");
  });
});

describe("several lines of one failure", () => {
  const settings = parseSettings({ version: 1 });
  it.each([
    [
      [
        "The following packages have unmet dependencies:",
        " foo : Depends: bar but it is not installable",
        "E: Unable to correct problems, you have held broken packages.",
      ],
      "The packages do not go together: foo : Depends: bar but it is not installable",
    ],
    [
      [
        "dpkg: error processing package udev (--configure):",
        " installed udev package post-installation script subprocess returned error exit status 1",
      ],
      "The package udev's own script failed during its installation.",
    ],
    [["unshare: unshare failed: No space left on device"], "User namespaces cannot be set up for this user."],
    [
      ["E: Failed to fetch http://x/a  Connection timed out [IP: 10.0.0.1 80]"],
      "The mirror 10.0.0.1 cannot be reached.",
    ],
    [
      ["modprobe: FATAL: Module dm_mod not found in directory /lib/modules/6", "Killed"],
      "A program of the build was killed, most likely because the machine ran out of memory.",
    ],
  ])("are explained by the most telling one: %j", (lines, message) => {
    expect(explain(lines, settings)?.message).toBe(message);
  });
});
