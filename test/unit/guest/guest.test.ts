import { execFileSync, spawnSync } from "node:child_process";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sha256Of } from "../../../src/release/checksum.ts";
import { packageRoot } from "../../../src/system/paths.ts";
import { signedText } from "../../../src/trust/signature/sign.ts";
import { guest, guestShell, initrd, parts, shells } from "../../support/guest-shell.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-guest-"));
afterAll(() => rmSync(folder, { recursive: true }));

const inShell = guestShell(folder);

/** A configuration made from settings and a kernel command line, and the line that loads it. */
const configuration = (settings: string, cmdline = "") => ({
  load: `config_load ${folder}/client.conf ${folder}/cmdline;`,
  files: { "client.conf": settings, cmdline },
});

describe.each(shells)("the boot script under %s", (shell) => {
  const words = shell.split(" ");
  const configured = (cmdline: string, name: string) =>
    inShell(shell, `config_load ${folder}/client.conf ${folder}/cmdline; conf ${name} fallback`, {
      "client.conf": "zram_size_pct=50\nrooturl=rootfs.squashfs\ntimezone=UTC\n",
      cmdline,
    }).stdout.trim();
  const withConf = (settings: string, script: string, files: Record<string, string> = {}) => {
    const { load, files: more } = configuration(settings);
    return inShell(shell, load + script, { ...more, ...files }).stdout.trim();
  };

  it("uses the settings of the build, unless a boot parameter overrides them", () => {
    expect(configured("boot=ram quiet\n", "zram_size_pct")).toBe("50");
    expect(configured("boot=ram zram_size_pct=75 quiet\n", "zram_size_pct")).toBe("75");
    expect(configured("zram_size_pct=1 zram_size_pct=2\n", "zram_size_pct")).toBe("2");
    expect(configured("rooturl=http://a/b?c=d*\n", "rooturl")).toBe("http://a/b?c=d*");
    expect(configured("boot=ram\n", "homeurl")).toBe("fallback");
  });

  it("keeps a parameter on one line", () => {
    expect(configured("hostname=a\\nrootsha256=0\n", "rootsha256")).toBe("fallback");
  });

  it("ignores boot parameters for what only the build may set", () => {
    expect(configured("rootsha256=0000 rootbytes=1\n", "rootsha256")).toBe("fallback");
  });

  it("takes from the command line of a locked image only where the release is", () => {
    const locked = (cmdline: string, name: string) =>
      inShell(
        shell,
        `thinsmith_built=${folder}/client.conf; config_load ${folder}/client.conf ${folder}/cmdline
        echo "$(conf ${name}) $config_ignored"`,
        { "client.conf": "locked=y\nzram_size_pct=50\n", cmdline },
      ).stdout.trim();
    const cmdline = "bootpath=lab/1 zram_size_pct=1 rootverify=off initrddebug=y quiet bootserver=a\n";
    expect(locked(cmdline, "bootserver")).toBe("a zram_size_pct=, rootverify=, initrddebug=");
    expect(locked(cmdline, "zram_size_pct")).toMatch(/^50 /);
    expect(locked("homeurl=home.tar.gz homeproto=http\n", "homeurl")).toBe("home.tar.gz");
    expect(locked("homeurl=http://x/other.tar.gz\n", "homeurl")).toBe("homeurl=");
    expect(locked(cmdline, "rootverify")).toMatch(/^zram/);
    expect(locked("locked=n zram_size_pct=1\n", "zram_size_pct")).toMatch(/^50 /);
  });

  it("finds its release by the path in a fixed command line, on the server of the image or of the lease", () => {
    const of = (settings: string, cmdline: string) =>
      inShell(
        shell,
        `thinsmith_built=${folder}/client.conf; config_load ${folder}/client.conf ${folder}/cmdline
        lease_server=10.0.0.1; fetch_addresses http rootfs.squashfs`,
        { "client.conf": settings, cmdline },
      ).stdout.trim();
    expect(of("bootserver=\n", "bootpath=lab/1\n")).toBe("http://10.0.0.1/lab/1/rootfs.squashfs");
    expect(of("bootserver=b:81\n", "bootpath=lab/1\n")).toBe("http://b:81/lab/1/rootfs.squashfs");
    expect(of("bootserver=b\n", "bootpath=lab/1 bootserver=c/lab/2\n")).toBe(
      "http://c/lab/2/rootfs.squashfs",
    );
    expect(of("bootserver=b\n", "quiet\n")).toBe("http://b/rootfs.squashfs");
  });

  it("reads from the firmware's boot entry which card the machine was booted from", () => {
    const card = "030b2500525400aBcdef".toLowerCase();
    const entry = (path: string) =>
      Buffer.from(`070000000100000030005500450046004900000002010c00d041030a00000000${path}`, "hex");
    const bootif = (current: string, path: string) => {
      const run = mkdtempSync(join(folder, "efi-"));
      const name = (variable: string) => join(run, `${variable}-8be4df61-93ca-11d2-aa0d-00e098032b8c`);
      writeFileSync(name("BootCurrent"), Buffer.from(`06000000${current}`, "hex"));
      writeFileSync(name("Boot000A"), entry(path));
      return inShell(shell, `efi_variables=${run}; efi_bootif`).stdout.trim();
    };
    expect(bootif("0a00", `${card}${"00".repeat(26)}0103180000${"ff".repeat(4)}`)).toBe(
      "01-52-54-00-ab-cd-ef",
    );
    expect(bootif("0a00", "7fff0400")).toBe("");
    expect(bootif("0b00", card)).toBe("");
    // The same bytes, not at the beginning of one.
    expect(bootif("0a00", `f${card}f`)).toBe("");
  });

  it("takes from QEMU only what can be a server and a terminal", () => {
    const hints = (server: string, terminal: string) => {
      const run = mkdtempSync(join(folder, "fw-"));
      for (const [name, text] of Object.entries({ bootserver: server, report: terminal })) {
        mkdirSync(join(run, name));
        writeFileSync(join(run, name, "raw"), text);
      }
      return inShell(
        shell,
        `fw_cfg=${run}; echo "$(qemu_hint bootserver 'A-Za-z0-9.:/_+~@-') $(qemu_hint report 'A-Za-z0-9')"`,
      ).stdout.trim();
    };
    expect(hints("10.0.2.2:41/lab/1", "ttyS1")).toBe("10.0.2.2:41/lab/1 ttyS1");
    expect(hints("a b\nrootsha256=0", "ttyS1/../x")).toBe("");
  });

  it("never runs the value of a parameter as a command", () => {
    expect(configured("timezone=$(touch$IFS/tmp/x) hostname=`id`\n", "timezone")).toBe("$(touch$IFS/tmp/x)");
  });

  it("makes addresses from paths, from URLs and from lists of them", () => {
    const of = (proto: string, address: string, settings = "", setup = "lease_server=10.0.0.1;") =>
      withConf(settings, `${setup} fetch_addresses ${proto} '${address}'`).split("\n");
    expect(of("http", "rootfs.squashfs")).toEqual(["http://10.0.0.1/rootfs.squashfs"]);
    expect(of("http", "/a/b")).toEqual(["http://10.0.0.1/a/b"]);
    expect(of("http", "https://x/y|b*")).toEqual(["https://x/y", "http://10.0.0.1/b*"]);
    expect(of("http", "a", "bootserver=10.0.0.2:8080\n")).toEqual(["http://10.0.0.2:8080/a"]);
    expect(of("tftp", "a", "bootserver=10.0.0.2:8080\n")).toEqual(["tftp://10.0.0.2/a"]);
    expect(of("http", "a", "bootserver=10.0.0.2:8080/x/y\n")).toEqual(["http://10.0.0.2:8080/x/y/a"]);
    expect(of("tftp", "a", "bootserver=10.0.0.2:8080/x/y\n")).toEqual(["tftp://10.0.0.2/x/y/a"]);
    expect(of("http", "a|http://x/y", "bootserver=\n", "")).toEqual(["http://x/y"]);
  });

  it("gives the running system the address for its report, which is one small document", () => {
    const mac = "52:54:00:12:34:56";
    const reportTo = (settings: string) =>
      withConf(
        settings,
        `client_mac() { echo ${mac}; }; rm -f "$thinsmith_run/report-to"; report_write; cat "$thinsmith_run/report-to"`,
      );
    const written = reportTo("bootserver=10.0.0.2/x/y\nreporturl=thinsmith/report\n");
    expect(written).toBe(`http://10.0.0.2/x/y/thinsmith/report\n${mac}`);
    expect(reportTo("reporturl=https://h/r\n")).toBe(`https://h/r\n${mac}`);
    expect(reportTo("bootserver=10.0.0.2\nreporturl=\n")).toBe("");
    const run = mkdtempSync(join(folder, "reports-"));
    writeFileSync(join(run, "report-to"), `${written}\n`);
    writeFileSync(
      join(run, "curl"),
      `#!/bin/sh\nfor word; do :; done\necho "$word" >${run}/url\ncat >${run}/body\n`,
    );
    chmodSync(join(run, "curl"), 0o755);
    const [file, ...args] = words as [string, ...string[]];
    execFileSync(file, [...args, join(guest, "usr/lib/thinsmith/up")], {
      env: { PATH: `${run}:${process.env.PATH}`, thinsmith_run: run },
    });
    expect(readFileSync(join(run, "url"), "utf8")).toBe("http://10.0.0.2/x/y/thinsmith/report\n");
    expect(JSON.parse(readFileSync(join(run, "body"), "utf8"))).toEqual({
      client: mac,
      up: { seconds: expect.any(Number), hostname: expect.any(String) },
    });
    rmSync(run, { recursive: true });
  });

  it("tries the next card when no server sends the file over this one, and reports the reason at the end", () => {
    const fetched = (addresses: string, cards: string) =>
      withConf(
        "",
        `network_interface=eth0 lease_server=
         network_next() { case $network_interface:${cards} in
           eth0:*eth1) network_interface=eth1 lease_server=10.0.0.1 ;;
           *) return 1 ;;
         esac; }
         fetch_try() { echo "try $fetch_url"; transfer_is CODE problem remedy; fetch_drop; return 1; }
         fetch http '${addresses}' ${folder}/fetched "" ""`,
      );
    expect(fetched("a", "eth0")).toMatch(/^FAIL NET-SERVER: The address a is a path/);
    expect(fetched("", "eth0")).toMatch(/^FAIL FETCH-ADDRESS: There is no address to fetch fetched from/);
    expect(fetched("a", "eth0,eth1")).toMatch(/^try http:\/\/10\.0\.0\.1\/a\nproblem\nFAIL CODE: problem/);
    expect(fetched("http://x/y", "eth0")).toMatch(/^try http:\/\/x\/y\nproblem\nFAIL CODE: problem/);
  });

  it("reports what the first server refused, even if the next card reaches no server", () => {
    const said = withConf(
      "",
      `network_interface=eth0
       network_next() { case $network_interface in eth0) network_interface=eth1 ;; *) network_interface=eth0 ;; esac; }
       fetch_try() { echo "try $network_interface"; case $network_interface in
         eth0) transfer_is FETCH-STATUS "no such file" remedy; fetch_got=0; fetch_drop ;;
         *) transfer_is FETCH-SILENT silent remedy ;;
       esac; return 1; }
       fetch http http://x/y ${folder}/fetched "" ""`,
    );
    expect(said).toBe("try eth0\nno such file\ntry eth1\nFAIL FETCH-STATUS: no such file");
  });

  it("waits a few seconds for the card that it was booted from", () => {
    const candidates = (now: number, linked: string) =>
      inShell(
        shell,
        `BOOTIF=01-52-54-00-00-00-01 network_all_from=20 network_others_from=10
         network_cards() { printf 'eth0\neth1\n'; }
         network_mac() { echo "52:54:00:00:00:0\${1#eth}"; }
         network_has_link() { case "${linked}" in *"$1"*) ;; *) return 1 ;; esac; }
         uptime_seconds() { echo ${now}; }
         network_candidates`,
      ).stdout.trim();
    expect(candidates(6, "eth0")).toBe("");
    expect(candidates(6, "eth0 eth1")).toBe("eth1");
    expect(candidates(12, "eth0")).toBe("eth0");
    expect(candidates(25, "eth0 eth1")).toBe("eth0\neth1");
  });

  it("uses a card that appears after the others, once it is up", () => {
    const up = join(folder, "up");
    rmSync(up, { recursive: true, force: true });
    mkdirSync(up);
    const said = inShell(
      shell,
      `network_cards() { echo eth0; [ "$now" -lt 3 ] || echo eth1; }
       uptime_seconds() { echo "$now"; }
       network_is_up() { [ -e ${up}/$1 ]; }
       ip() { : >${up}/$3; }
       network_has_link() { [ "$1" = eth1 ] && network_is_up eth1; }
       for now in 0 1 3; do echo "at $now:" $(network_candidates); done; ls ${up}`,
    ).stdout.trim();
    expect(said).toBe("at 0:\nat 1:\nat 3: eth1\neth0\neth1");
  });

  it("replaces the name and the machine id of an overlay, and never writes through a link", () => {
    const etc = join(folder, "root/etc");
    const write = (make: string) => {
      rmSync(etc, { recursive: true, force: true });
      mkdirSync(etc, { recursive: true });
      return withConf(
        "hostname=a_b\n",
        `cd ${etc}; ${make}; client_mac() { echo 52:54:00:12:34:56; }; identity_write 2>&1; cat hosts`,
      );
    };
    expect(write("printf '10.0.0.1 files\\n127.0.1.1 old\\n' >hosts")).toBe(
      "the host name a_b is not valid, using client-123456\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n10.0.0.1 files\n127.0.1.1\tclient-123456",
    );
    writeFileSync(join(folder, "precious"), "as it was");
    expect(write("for name in hosts hostname machine-id; do ln -s ../../precious $name; done")).toMatch(
      /127\.0\.0\.1\tlocalhost\n.*\n127\.0\.1\.1\tclient-123456$/,
    );
    expect(readFileSync(join(folder, "precious"), "utf8")).toBe("as it was");
  });

  it("refuses an image that does not fit into memory, with one clear sentence", () => {
    const meminfo = "MemTotal: 400000 kB\nMemAvailable: 300000 kB\n";
    const check = (bytes: number) =>
      inShell(shell, `meminfo=${folder}/meminfo; memory_check ${bytes}; echo fits`, { meminfo });
    expect(check(100_000_000).stdout.trim()).toBe("fits");
    expect(check(300_000_000).stdout).toMatch(
      /FAIL MEMORY: The image needs 382 MiB of memory, but this client has 292 MiB/,
    );
  });

  const sum = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  it("accepts a file only with the right size and sha256", () => {
    const verify = (bytes: string, sha256: string) =>
      inShell(
        shell,
        `fetch_file=${folder}/file; printf hello >$fetch_file; fetch_url=url fetch_begin=0
         fetch_bytes='${bytes}' fetch_sha256='${sha256}'
         fetch_is_right && echo accepted || echo "$transfer_code"`,
      ).stdout;
    expect(verify("5", sum)).toContain("accepted");
    expect(verify("", "")).toContain("accepted");
    expect(verify("6", sum)).toContain("FETCH-SIZE");
    expect(verify("5", sum.replace("2", "3"))).toContain("FETCH-SHA256");
  });

  it("computes the sha256 while the file grows, and accepts only that of the whole file", () => {
    const grow = (between: string) =>
      inShell(
        shell,
        `fetch_file=${folder}/grows; : >$fetch_file; fetch_bytes=3000000 fetch_sha256=x
         hash_go=1000000 hash_stop=500000; hash_begin
         head -c 2000000 /dev/zero >>$fetch_file; hash_follow 2000000; ${between}
         head -c 1000000 /dev/zero >>$fetch_file
         hash_is $(head -c 3000000 /dev/zero | sha256sum | cut -c 1-64) && echo right
         hash_process=; hash_is 00 || echo wrong`,
      ).stdout.trim();
    expect(grow("")).toBe("right\nwrong");
    // sha256sum reaches the end before the rest has arrived.
    expect(grow("sleep 1.5")).toBe("right\nwrong");
  });

  /** Runs fetch with a fake curl that follows a list of `status http bytes` and appends that many bytes to the file each time. */
  const fetching = (plays: readonly string[], addresses: string, sha256 = "", more = "") => {
    const program = `#!/bin/sh
      read -r play <${folder}/plays; sed -i 1d ${folder}/plays
      printf '%s|%s\\n' "$play" "$*" >>${folder}/calls
      set -- $play
      head -c "$3" /dev/zero >>${folder}/fetched
      [ "$1" = 0 ] || echo "curl: ($1) said so" >&2
      echo "$2 10.0.0.1" >&2
      exit "$1"
    `;
    writeFileSync(join(folder, "curl"), program, { mode: 0o755 });
    const { load, files } = configuration("retry=4\n");
    const { stdout } = inShell(
      shell,
      `PATH=${folder}:$PATH; clock=0; uptime_seconds() { echo "$clock"; }
       sleep() { command sleep 0.3; clock=$((clock + \${1%.*})); }; ${load} network_next() { return 1; }; ${more}
       fetch http '${addresses}' ${folder}/fetched 10 '${sha256}'; echo taken`,
      { ...files, plays: plays.map((play) => `${play}\n`).join(""), calls: "", "transfer.log": "" },
    );
    return { said: stdout, calls: readFileSync(join(folder, "calls"), "utf8").trim().split("\n") };
  };
  const zeros = "01d448afd928065458cf670b60f5a594d735af0172c8d67f22a81680132681ca";

  it("resumes where a transfer broke", () => {
    const { said, calls } = fetching(["18 200 4", "18 206 3", "0 206 3"], "http://a/f", zeros);
    expect(said).toContain("taken");
    expect(calls[1]).toContain("--continue-at 4");
    expect(calls[2]).toContain("--continue-at 7");
  });

  it("starts from the beginning with a server that cannot resume", () => {
    const { said, calls } = fetching(["18 200 4", "33 200 0", "0 200 10"], "http://a/f", zeros);
    expect(said).toContain("taken");
    expect(calls[2]).not.toContain("--continue-at");
  });

  it("waits for a server that is not up yet, for a limited time", () => {
    expect(fetching(["7 000 0", "22 503 0", "0 200 10"], "http://a/f").said).toContain("taken");
    const { said, calls } = fetching(Array(20).fill("7 000 0"), "http://a/f");
    expect(said).toMatch(/FAIL FETCH-CONNECT: The server a does not take connections/);
    expect(said).toContain("Trying again in 4 s.");
    expect(calls.length).toBeLessThan(20);
  });

  it("asks the next server if one does not have the file, or has another one", () => {
    const missing = fetching(["22 404 0", "0 200 10"], "http://a/f|http://b/f", zeros);
    expect(missing.said).toMatch(/The server a has no such file: HTTP status 404[\s\S]*taken/);
    const wrong = fetching(["0 200 9", "0 200 10"], "http://a/f|http://b/f", zeros);
    expect(wrong.said).toMatch(/http:\/\/a\/f has 9 bytes, but this image's file has 10[\s\S]*taken/);
    const facts = fetching(["0 200 9"], "http://a/f", zeros, "fail() { fetch_facts; exit 9; }");
    expect(facts.said).toMatch(/9 of 10 bytes received, HTTP status 200/);
    expect(wrong.calls[1]).not.toContain("--continue-at");
  });

  it("asks both servers again if the parts of the file do not fit together", () => {
    const { said } = fetching(
      ["18 200 4", "7 000 0", "0 206 6", "0 200 10", "0 200 10"],
      "http://a/f|http://b/f",
      zeros.replace("0", "1"),
    );
    expect(said).toContain("Its parts came from several servers: starting again from the beginning.");
    expect(said).toMatch(/FAIL FETCH-SHA256/);
  });

  it.each([
    ["22 404 0", "FETCH-STATUS: The server a has no such file: HTTP status 404"],
    ["22 403 0", "FETCH-STATUS: The server a does not give out the file: HTTP status 403"],
    [
      "60 000 0",
      "FETCH-CERTIFICATE: The certificate of a is not accepted: said so. This client's clock says 20",
    ],
    ["63 200 0", "FETCH-SIZE: http://a/f is larger than this image's file, which has 10 bytes."],
    ["68 000 0", "FETCH-TFTP: The TFTP server a does not give out http://a/f: said so."],
    ["1 000 0", "FETCH-ADDRESS: http://a/f cannot be fetched: said so."],
  ])("gives up at once if waiting does not help (%s)", (play, sentence) => {
    const { said, calls } = fetching([play], "http://a/f");
    expect(said).toContain(`FAIL ${sentence}`);
    expect(calls).toHaveLength(1);
  });

  it("reads ip= as the kernel does, and ignores invalid values", () => {
    const parsed = (ip: string) =>
      inShell(shell, `IP='${ip}'; network_parse_ip; echo "$lease_ip|$lease_router|$lease_mask|$lease_dns"`)
        .stdout.trim()
        .split("\n")
        .at(-1);
    expect(parsed("10.0.0.5:10.0.0.1:10.0.0.254:255.255.0.0:desk:none:off:10.0.0.1:10.0.0.2")).toBe(
      "10.0.0.5|10.0.0.254|255.255.0.0|10.0.0.1 10.0.0.2",
    );
    expect(parsed("10.0.0.5::")).toBe("10.0.0.5||255.255.255.0|");
    expect(parsed("dhcp")).toBe("|||");
    expect(parsed("10.0.0.5:$(id):x")).toBe("|||");
    for (const bad of [
      "10.0.0.5:::255.255.255.300",
      "1.2.3.4.5::",
      "10.0.0.256:::",
      "10.0.0.5:::foo",
      "10..0.5::",
    ])
      expect(parsed(bad)).toBe("|||");
    expect(inShell(shell, "prefix_length 255.255.255.0; prefix_length 255.255.240.0").stdout).toBe(
      "24\n20\n",
    );
  });

  it("goes from one card with a lease to the next", () => {
    const leases = join(folder, "leases");
    mkdirSync(leases, { recursive: true });
    for (const card of ["eth0", "eth2"]) writeFileSync(join(leases, card), "lease_ip='10.0.0.1'\n");
    const following = (card: string) =>
      inShell(shell, `thinsmith_leases=${leases}; network_leased ${card}`).stdout.trim();
    expect(["", "eth0", "eth2", "eth9"].map(following)).toEqual(["eth0", "eth2", "eth0", "eth0"]);
  });

  it("knows size and sha256 of the overlays in the release", () => {
    const settings = "overlays=a.tar.gz;b.tar.gz,c.tar.gz\noverlaysums=a.tar.gz:100:abc;c.tar.gz:20:def\n";
    expect(withConf(settings, "overlays_known a.tar.gz; overlays_known b.tar.gz; overlays_known_bytes")).toBe(
      "100 abc\n120",
    );
    // A star is not expanded, whatever the current directory.
    expect(withConf("overlays=*;b;;c d\n", `cd ${folder}; overlays_each echo`)).toBe("*\nb\nc\nd");
  });

  /** Makes an overlay from the files that a script writes, and checks and unpacks it as the client does. */
  const overlay = (make: string, tarOptions = "") => {
    const { files, load } = configuration("");
    const places = ["made", "layer", "lower/etc/old", "run/thinsmith/archive"].map((name) =>
      join(folder, name),
    );
    for (const place of places) {
      rmSync(place, { recursive: true, force: true });
      mkdirSync(place, { recursive: true });
    }
    writeFileSync(join(folder, "lower/etc/hosts"), "");
    symlinkSync("/nowhere/in/an/initrd", join(folder, "lower/etc/old/link"));
    writeFileSync(join(folder, "lower/etc/old/..name"), "");
    mkdirSync(join(folder, "lower/etc/old/sub"));
    writeFileSync(join(folder, "lower/etc/old/sub/hidden"), "");
    const { stdout, stderr } = inShell(
      shell,
      `${load} cd ${folder}/made; ${make}
       /usr/bin/tar -czPf ${folder}/o.tar.gz ${tarOptions} .; cd /
       fetch() { cp ${folder}/o.tar.gz $3; }
       layers_lower=${folder}/lower
       overlay_mount o.tar.gz ${folder}/layer`,
      files,
    );
    return stdout + stderr;
  };

  it("unpacks an overlay, and reads the whiteouts of container layers", () => {
    const said = overlay(
      `mkdir -p etc/old/sub; echo new >etc/motd; touch etc/.wh.hosts etc/old/.wh..wh..opq etc/old/sub/mine`,
    );
    expect(said).not.toContain("FAIL");
    expect(readFileSync(join(folder, "layer/etc/motd"), "utf8")).toBe("new\n");
    expect(statSync(join(folder, "layer/etc/hosts")).isCharacterDevice()).toBe(true);
    expect(readdirSync(join(folder, "layer/etc/old")).sort()).toEqual(["..name", "link", "sub"]);
    expect(statSync(join(folder, "layer/etc/old/sub/hidden")).isCharacterDevice()).toBe(true);
    expect(statSync(join(folder, "layer/etc/old/sub/mine")).isFile()).toBe(true);
    expect(statSync(join(folder, "layer/etc/old/link")).isCharacterDevice()).toBe(true);
  });

  it.each([
    ["../", "touch x", "--transform=s,x$,../evil,", "OVERLAY-PATH"],
    ["/", "touch x", "--transform=s,.*x$,/evil,", "OVERLAY-PATH"],
    ["a/../../", "touch x", "--transform=s,x$,a/../../evil,", "OVERLAY-PATH"],
    ["disk", "mknod disk b 8 0", "", "OVERLAY-DEVICE"],
    ["memory", "mknod memory c 1 1", "", "OVERLAY-DEVICE"],
  ])("refuses an overlay with %s", (name, make, options, code) => {
    expect(overlay(make, options)).toMatch(new RegExp(`FAIL ${code}: The overlay o.tar.gz holds .*${name}`));
    expect(existsSync(join(folder, "evil"))).toBe(false);
  });

  it("does not follow links in an overlay out of its layer", () => {
    overlay("ln -s ../outside link; mkdir ../outside 2>/dev/null; touch x", "--transform=s,x$,link/evil,");
    expect(existsSync(join(folder, "outside/evil"))).toBe(false);
  });

  it("says that an overlay is not an archive", () => {
    const { files, load } = configuration("");
    const { stdout } = inShell(
      shell,
      `${load} mkdir -p $thinsmith_run/archive; echo text >${folder}/text; overlay_check_names o.tar.gz ${folder}/text`,
      files,
    );
    expect(stdout).toContain("FAIL OVERLAY: The overlay o.tar.gz is not a tar archive compressed by gzip");
  });

  describe("whose site has a key", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const content = Buffer.from("an archive of the site\n");
    const signed = (name: string, key = privateKey) =>
      sign(null, Buffer.from(signedText(name, sha256Of(content))), key);
    const good = signed("site.tar.gz");

    /** Fetches an overlay and a home archive as such a client does, and stops where it would unpack them. */
    const taking = (what: string, signature: Buffer | undefined, sent: Buffer = content, settings = "") => {
      writeFileSync(join(folder, "release.pem"), publicKey.export({ type: "spki", format: "pem" }));
      writeFileSync(join(folder, "sent"), sent);
      rmSync(join(folder, "sent.sig"), { force: true });
      if (signature) writeFileSync(join(folder, "sent.sig"), signature);
      const { files, load } = configuration(settings);
      const { stdout, stderr } = inShell(
        shell,
        `${load} signature_key=${folder}/release.pem; mkdir -p $thinsmith_run/archive
         # A server that gives out what lies in the folder, each file under any name.
         fetch_addresses() { echo "$2" | tr '|' '\\n'; }
         network_next() { return 1; }
         curl() {
           for word in "$@"; do :; done
           case $word in *.sig) from=${folder}/sent.sig ;; *) from=${folder}/sent ;; esac
           echo "asked for $word" >>${folder}/asked
           [ -f "$from" ] || { echo "404 10.0.0.1" >&2; return 22; }
           cat "$from" >"$fetch_file"; echo "200 10.0.0.1" >&2
         }
         memory_mount() { mkdir -p "$1"; }; memory_mount_resident() { mkdir -p "$1"; }
         transfer_watch() { :; }
         overlay_check_names() { echo unpacking; exit 0; }; tar() { echo unpacking; exit 0; }
         : >${folder}/asked; ${what}`,
        { ...files, "transfer.log": "" },
      );
      return { said: stdout + stderr, asked: readFileSync(join(folder, "asked"), "utf8") };
    };
    const overlayOf = "overlay_mount http://h/site.tar.gz $thinsmith_run/layer";
    const elsewhere = "homeurl=http://a/x.tar.gz|http://b/x.tar.gz\nhomebytes=5\nhomesha256=0\n";

    it("takes what the site has signed", () => {
      const { said, asked } = taking(overlayOf, good);
      expect(said).toContain("the overlay http://h/site.tar.gz is signed by this site");
      expect(said).toContain("unpacking");
      expect(asked).toBe("asked for http://h/site.tar.gz.sig\nasked for http://h/site.tar.gz\n");
      const home = taking("home_mount", signed("x.tar.gz"), content, elsewhere);
      expect(home.said).toMatch(/home archive .* is signed by this site[\s\S]*unpacking/);
      expect(home.asked).toContain("http://a/x.tar.gz.sig\n");
      // What the server is asked beside it is no part of the name.
      expect(taking("overlay_mount http://h/a/site.tar.gz?v=2/x $thinsmith_run/layer", good).said).toContain(
        "is signed by this site",
      );
    });

    it("asks for the signature of a home archive from elsewhere, also where sums do not count", () => {
      const { said } = taking("home_mount", good, content, `${elsewhere}rootverify=off\n`);
      expect(said).toMatch(/FAIL SIGNATURE: The home archive/);
      expect(said).not.toContain("unpacking");
    });

    const flipped = (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 3 ? byte ^ 1 : byte)));
    const other = signed("site.tar.gz", generateKeyPairSync("ed25519").privateKey);
    const refused: [string, Buffer | undefined, Buffer, RegExp][] = [
      ["without a signature", undefined, content, /FAIL FETCH-STATUS: .*no such file.*site\.tar\.gz\.sig/],
      ["with a short signature", good.subarray(1), content, /FAIL FETCH-SIZE: .* has 63 bytes/],
      ["with a long signature", Buffer.concat([good, good]), content, /FAIL FETCH-SIZE: .* has 128 bytes/],
      ["with an empty signature", Buffer.alloc(0), content, /FAIL FETCH-SIZE: .* has 0 bytes/],
      ["with a forged signature", Buffer.alloc(64), content, /FAIL SIGNATURE: The overlay/],
      ["that another key has signed", other, content, /FAIL SIGNATURE: The overlay/],
      ["that is signed as another file", signed("other.tar.gz"), content, /FAIL SIGNATURE: The overlay/],
      ["that is signed as what is no file", sign(null, content, privateKey), content, /FAIL SIGNATURE/],
      ["with a byte changed", good, flipped(content), /FAIL SIGNATURE: The overlay/],
      ["with a byte of its signature changed", flipped(good), content, /FAIL SIGNATURE: The overlay/],
      ["that has more at its end", good, Buffer.concat([content, content]), /FAIL SIGNATURE: The overlay/],
    ];

    it.each(refused)("refuses an overlay %s", (_, signature, sent, why) => {
      const { said } = taking(overlayOf, signature, sent);
      expect(said).toMatch(why);
      expect(said).not.toContain("unpacking");
    });

    it("refuses such a home archive, and says what to do where there is no signature", () => {
      const said = (signature: Buffer | undefined) =>
        taking(`fail() { echo "FAIL $1: $2 $3"; exit 9; }; home_mount`, signature, content, elsewhere).said;
      expect(said(undefined)).toMatch(/FAIL FETCH-STATUS: .*thinsmith keys sign FILE/);
      expect(said(other)).toMatch(/FAIL SIGNATURE: The home archive/);
    });

    it("asks for no signature of what its own image has the sha256 of", () => {
      const sum = createHash("sha256").update(content).digest("hex");
      const known = `overlaysums=site.tar.gz:${content.length}:${sum}\n`;
      const { said, asked } = taking(
        "overlay_mount site.tar.gz $thinsmith_run/layer",
        undefined,
        content,
        known,
      );
      expect(said).toContain("unpacking");
      expect(asked).toBe("asked for site.tar.gz\n");
    });

    it("and no openssl, takes nothing", () => {
      const { said } = taking(`openssl() { return 127; }; ${overlayOf}`, good);
      expect(said).toContain("FAIL SIGNATURE");
    });
  });

  it("uses the default for an invalid size", () => {
    const size = (value: string) => withConf(`homesize=${value}\n`, "conf_size homesize 512M 2>/dev/null");
    expect(["1G", "50%", "512M", "64m"].map(size)).toEqual(["1G", "50%", "512M", "64m"]);
    for (const wrong of ["", "0", "-1", "1T", "50%,exec", "$(id)"]) expect(size(wrong)).toMatch(/512M$/);
  });

  it("ignores an invalid time of day", () => {
    const timer = join(folder, "run/systemd/system/thinsmith-shutdown.timer.d/time.conf");
    rmSync(timer, { force: true });
    for (const wrong of ["25:00", "12:60", "noon", "12:00;reboot", "1:00"]) {
      expect(withConf(`shutdowntime=${wrong}\n`, "clock_shutdown")).toContain("is not a time");
      expect(existsSync(timer)).toBe(false);
    }
    withConf("shutdowntime=22:30\n", "clock_shutdown");
    expect(readFileSync(timer, "utf8")).toContain("OnCalendar=*-*-* 22:30:00\n");
  });

  it("makes a shortcut for each RDP server, without values that a desktop would run as a command", () => {
    mkdirSync(join(folder, "root/home/client"), { recursive: true });
    cpSync(join(guest, "usr/lib/thinsmith"), join(folder, "root/usr/lib/thinsmith"), { recursive: true });
    withConf(
      "rdpservers=Main%office:ts1:3389:/f;`id`\\n:ts2;*:ts3\nvmwareviewoptions=--fullscreen\n",
      "desktop_write",
    );
    const read = (path: string) => readFileSync(join(folder, "root", path), "utf8");
    expect(read("usr/share/applications/thinsmith-rdp-1.desktop")).toMatch(
      /^Name=Main office\nExec=\/usr\/lib\/thinsmith\/rdp 1$/m,
    );
    expect(read("home/client/Desktop/thinsmith-rdp-2.desktop")).toMatch(/^Name=`id` n\nExec=.*rdp 2$/m);
    expect(read("usr/share/applications/thinsmith-rdp-3.desktop")).toContain("Name=_\n");
    expect(read("etc/xdg/autostart/thinsmith-vmware-view.desktop")).toContain(
      "Exec=/usr/lib/thinsmith/vmware-view",
    );
  });

  /** Runs a program of the running system with a configuration, and a fake in place of the program that it starts. */
  const started = (program: string, argument: string, fake: string, settings: string, status = 0) => {
    const bin = join(folder, "bin");
    mkdirSync(bin, { recursive: true });
    const endsTheLoopAroundIt = program === "vmware-view" ? "kill $PPID" : "";
    writeFileSync(
      join(bin, fake),
      `#!/bin/sh\nprintf '<%s>' "$@"; ${endsTheLoopAroundIt}\nexit ${status}\n`,
      {
        mode: 0o755,
      },
    );
    const script = readFileSync(join(guest, "usr/lib/thinsmith", program), "utf8").replace(
      /^\. .*$/m,
      `. ${initrd}/config.sh; thinsmith_conf=${folder}/client.conf`,
    );
    writeFileSync(join(folder, "client.conf"), settings);
    writeFileSync(join(folder, program), script);
    copyFileSync(join(guest, "usr/lib/thinsmith/rdp-failed"), join(folder, "rdp-failed"));
    const [file, ...args] = words as [string, ...string[]];
    return spawnSync(file, [...args, join(folder, program), argument], {
      encoding: "utf8",
      env: { PATH: `${bin}:${process.env.PATH}` },
      timeout: 10_000,
    }).stdout;
  };

  it("starts FreeRDP with each option as one argument", () => {
    const rdp = (number: string) =>
      started("rdp", number, "xfreerdp3", "rdpservers=a:ts1:3390:/u:me%/f%*;b:ts2\n");
    expect(rdp("1")).toBe("</v:ts1:3390></u:me></f><*>");
    // The server shows its own login screen.
    expect(rdp("2")).toMatch(
      /^<\/v:ts2:3389><\/f><\/cert:tofu><\+auto-reconnect><\/sec:nla:off><\/u:\w+><\/p:>$/,
    );
  });

  it.each([
    [140, "The name ts1 is not known."],
    [141, "ts1 does not take RDP connections on port 3390."],
    [154, "ts1 does not accept this name and password."],
    [255, "No connection to ts1: FreeRDP ended with status 255."],
    [145, ""],
    [0, ""],
  ])("says why there is no connection to an RDP server: status %i", (status, sentence) => {
    const said = started("rdp", "1", "xfreerdp3", "rdpservers=Main%office:ts1:3390:/u:me\n", status);
    if (sentence) expect(said).toContain(`\n Main office\n\n ${sentence}\n`);
    else expect(said).toBe("</v:ts1:3390></u:me>");
  });

  it("says which RDP server has no host or an invalid port, at boot and when it is chosen", () => {
    const servers = "a;b:;:c:d;e:ts1:x;f:ts1;g:ts1:3389:/f;";
    const said = withConf(`rdpservers=${servers}\n`, "desktop_write");
    const wrong = said.match(/(?<=rdpservers=: ").*(?=" is not NAME:HOST)/g);
    expect(wrong).toEqual(["a", "b:", ":c:d", "e:ts1:x"]);
    expect(started("rdp", "4", "xfreerdp3", `rdpservers=${servers}\n`)).toContain(
      "Entry 4 of rdpservers= has no host, or its port is not a number.",
    );
  });

  it("numbers RDP servers in the same way for shortcuts and for connections", () => {
    const servers = ";a:ts1:3389:/f;;b:ts2:3389:/f;\n";
    rmSync(join(folder, "root/usr/share/applications"), { recursive: true, force: true });
    withConf(`rdpservers=${servers}`, "desktop_write");
    const shortcut = (number: number) =>
      join(folder, `root/usr/share/applications/thinsmith-rdp-${number}.desktop`);
    expect(readFileSync(shortcut(2), "utf8")).toMatch(/^Name=b\nExec=.*rdp 2$/m);
    expect(existsSync(shortcut(3))).toBe(false);
    expect(started("rdp", "2", "xfreerdp3", `rdpservers=${servers}`)).toBe("</v:ts2:3389></f>");
  });

  it("connects at once to the only RDP server, unless it has options", () => {
    const always = join(folder, "root/etc/xdg/autostart/thinsmith-rdp-always.desktop");
    const atOnce = (servers: string) => {
      rmSync(always, { force: true });
      withConf(`rdpservers=${servers}\n`, "desktop_write");
      return existsSync(always);
    };
    expect(["a:ts1", "a:ts1:3390", "a:ts1:3389:", ";a:ts1", "a:ts1;;"].map(atOnce)).not.toContain(false);
    expect(["", ";", "a", "a:ts1;b:ts2", "a:ts1:3389:/f", ";a:ts1:3389:/f"].map(atOnce)).not.toContain(true);
  });

  it("starts the Horizon client with its options", () => {
    expect(
      started("vmware-view", "", "vmware-view", "vmwareviewoptions=--fullscreen%--serverURL=https://a\n"),
    ).toBe("<--fullscreen><--serverURL=https://a>");
  });

  it("uses the default for an invalid number, or one out of range", () => {
    const number = (value: string) =>
      inShell(
        shell,
        `config_load ${folder}/none ${folder}/cmdline; conf_number retry 300 0 86400 2>/dev/null`,
        {
          cmdline: `retry=${value}\n`,
        },
      ).stdout.trim();
    expect(["7", "08", "010", "0", "5s", "-1", "99999999", "$((1))"].map(number)).toEqual([
      "7",
      "8",
      "10",
      "0",
      "300",
      "300",
      "300",
      "300",
    ]);
  });

  it("gives each card its own machine id, the same at each boot", () => {
    const id = (mac: string) => inShell(shell, `identity_machine_id ${mac}`).stdout.trim();
    expect(id("52:54:00:00:00:01")).toMatch(/^[0-9a-f]{32}$/);
    expect(id("52:54:00:00:00:01")).toBe(id("52:54:00:00:00:01"));
    expect(id("52:54:00:00:00:01")).not.toBe(id("52:54:00:00:00:02"));
  });
});

describe("the shutdown time", () => {
  const off = (minutesAgo: number) => {
    const bin = join(folder, "off");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "systemctl"), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    const time = new Date(Date.now() - minutesAgo * 60_000).toISOString().slice(11, 19);
    writeFileSync(join(folder, "shutdowntime"), `${time}\n`);
    const script = readFileSync(join(guest, "usr/lib/thinsmith/shutdown"), "utf8").replace(
      "/run/thinsmith/shutdowntime",
      join(folder, "shutdowntime"),
    );
    return spawnSync("dash", ["-c", script], {
      encoding: "utf8",
      env: { PATH: `${bin}:${process.env.PATH}`, TZ: "UTC" },
    }).stdout.trim();
  };

  it("switches the client off, but not if the clock was set past it", () => {
    expect(off(1)).toBe("poweroff");
    expect(off(600)).toMatch(/this client stays on$/);
    expect(off(-600)).toMatch(/this client stays on$/);
  });
});

const scripts = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter(
      (path) =>
        statSync(path).isFile() &&
        (/\.sh$/.test(path) || /^#!\/bin\/sh|^# shellcheck shell=sh/.test(readFileSync(path, "utf8"))),
    );

describe("shell scripts", () => {
  it.each(
    ["guest", "builders", "provision"].flatMap((room) =>
      scripts(join(packageRoot(), "src", room)).map((path) => path.slice(packageRoot().length + 1)),
    ),
  )("%s passes shellcheck", (path) => {
    const result = spawnSync(
      "shellcheck",
      // 1091: sources that exist on the client alone; 2016: dpkg-query's own ${...}; 2154, 2034: variables of
      // other parts of the boot script, which are checked together below.
      ["-s", "sh", "-e", "SC1090,SC1091,SC2016,SC2154,SC2034", join(packageRoot(), path)],
      { encoding: "utf8" },
    );
    expect(result.stdout).toBe("");
    expect(result.status).toBe(0);
  });

  it("use no variable that is never set", () => {
    const whole = parts.map((part) => readFileSync(join(initrd, `${part}.sh`), "utf8")).join("\n");
    const known = `rootmnt= IP= BOOTIF= thinsmith_initrd= lease_search= lease_domain=\n: "$rootmnt$IP$BOOTIF"\n`;
    const path = join(folder, "whole.sh");
    writeFileSync(path, `#!/bin/sh\n${known}${whole}`);
    const found = spawnSync("shellcheck", ["-s", "sh", "-i", "SC2154", path], { encoding: "utf8" });
    expect(found.stdout).toBe("");
  });

  it("are executable where they are run", () => {
    for (const path of [
      "usr/share/initramfs-tools/hooks/thinsmith",
      "usr/lib/thinsmith/report",
      "usr/lib/thinsmith/rdp",
      "usr/lib/thinsmith/rdp-failed",
      "usr/lib/thinsmith/up",
      "usr/share/thinsmith/initrd/lease-script",
    ]) {
      execFileSync("test", ["-x", join(guest, path)]);
    }
  });
});
