import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { clientFileTexts } from "../../../src/trust/client-file/rows.ts";
import { guestShell, shells } from "../../support/guest-shell.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-client-file-"));
afterAll(() => rmSync(folder, { recursive: true }));
const inShell = guestShell(folder);

const mac = "52:54:00:12:34:56";
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const other = generateKeyPairSync("ed25519").privateKey;
writeFileSync(join(folder, "release.pem"), publicKey.export({ type: "spki", format: "pem" }));

const issued = 1_764_331_200;
/** Text of a client file as thinsmith makes it. */
const made = (parameters: readonly string[], client = mac, image = "lab", at = issued): string =>
  [...clientFileTexts({ image }, [{ client, parameters, overlays: null }], at).values()].join("");
const usual = ["hostname=desk", "overlays=a.tar.gz;b.tar.gz", "kiosk_url=http://a/?x=1&y=(2);z"];

interface Boot {
  /** What the server has, by name: clients/... */
  readonly has?: Readonly<Record<string, Buffer | string>>;
  /** client.conf of the image. */
  readonly settings?: string;
  readonly cmdline?: string;
  /** Shell code in place of what takes the file. */
  readonly script?: string;
  /** Further shell code before it. */
  readonly before?: string;
}

const built = "hostname=auto\nzram_size_pct=50\nlocked=y\nclientimage=lab\nclientsince=1764000000\n";
const own = "clients/52-54-00-12-34-56.conf";

/** Takes the settings of the client as the boot script does, then prints what its host name is. */
const booted = (shell: string, boot: Boot) => {
  const { has = {}, settings = built, cmdline = "" } = boot;
  const { script = "client_file_take", before = "" } = boot;
  rmSync(join(folder, "asked"), { force: true });
  const served = mkdtempSync(join(folder, "served-"));
  for (const [name, content] of Object.entries(has))
    writeFileSync(join(served, name.replaceAll("/", "_")), content);
  const run = inShell(
    shell,
    `thinsmith_built=${folder}/client.conf signature_key=${folder}/release.pem
     config_load ${folder}/client.conf ${folder}/cmdline
     client_mac() { echo ${mac}; }
     network_interface=eth0 lease_server=10.0.0.1
     network_next() { return 1; }
     transfer_watch() { :; }
     memory_mount() { mkdir -p "$1"; rm -f "$1"/*; echo "mounted $2"; }
     # A server that gives out what lies in the folder, as far as curl's bounds allow.
     curl() {
       for word in "$@"; do :; done
       echo "$word" >>${folder}/asked
       most=
       while [ $# -gt 1 ]; do [ "$1" != --max-filesize ] || most=$2; shift; done
       from=${served}/$(echo "\${word#*://*/}" | sed 's|/|_|g')
       [ -f "$from" ] || { echo "404 10.0.0.1" >&2; return 22; }
       echo "200 10.0.0.1" >&2
       [ -z "$most" ] || [ "$(stat -c %s "$from")" -le "$most" ] || return 63
       cat "$from" >"$fetch_file"
     }
     ${before}
     ${script}
     echo "host name: $(conf hostname), zram: $(conf zram_size_pct)"`,
    { "client.conf": settings, cmdline, "transfer.log": "" },
  );
  let asked = "";
  try {
    asked = readFileSync(join(folder, "asked"), "utf8");
  } catch {
    // It asked for nothing.
  }
  return { said: run.stdout + run.stderr, asked: asked.split("\n").filter(Boolean) };
};

/** A file with its signature. */
const signed = (text: string | Buffer, path = own, key = privateKey) => ({
  [path]: text,
  [`${path}.sig`]: sign(null, Buffer.from(text), key),
});

describe.each(shells)("settings of a single client under %s", (shell) => {
  const said = (boot: Boot) => booted(shell, boot).said;

  it("are taken from its signed file, and are those of the running system", () => {
    const run = booted(shell, {
      has: signed(made(usual)),
      script: `client_file_take; conf overlays; conf kiosk_url; cat $thinsmith_conf`,
    });
    expect(run.said).toContain("signed by this site: hostname, overlays, kiosk_url");
    expect(run.said).toContain("a.tar.gz;b.tar.gz\nhttp://a/?x=1&y=(2);z\n");
    expect(run.said).toContain("host name: desk, zram: 50");
    expect(run.said).toContain("\nlocked=y\n");
    expect(run.asked).toEqual([`http://10.0.0.1/${own}`, `http://10.0.0.1/${own}.sig`]);
    expect(run.said).toContain("mounted size=28k");
  });

  it("lie beside the root, wherever that is", () => {
    const asked = (rooturl: string, cmdline = "") =>
      booted(shell, { settings: `${built}rooturl=${rooturl}\n`, cmdline }).asked;
    expect(asked("rootfs.squashfs", "bootpath=lab/1\n")).toEqual([
      `http://10.0.0.1/lab/1/${own}`,
      "http://10.0.0.1/lab/1/clients/default.conf",
    ]);
    expect(asked("http://a/x/r.squashfs|http://b")).toEqual([
      `http://a/x/${own}`,
      `http://b/${own}`,
      "http://a/x/clients/default.conf",
      "http://b/clients/default.conf",
    ]);
  });

  it("are those of all others where it has no file of its own, and none where there is no file at all", () => {
    const has = signed(made(["hostname=any"], "default"), "clients/default.conf");
    expect(said({ has })).toContain("host name: any");
    const none = said({});
    expect(none).toContain("host name: auto");
    expect(none).not.toContain("FAIL");
    expect(none).not.toContain("no such file");
  });

  it("may be none, where all others have some", () => {
    const rows = [
      { client: "default", parameters: ["hostname=any"], overlays: null },
      { client: mac, parameters: [], overlays: null },
    ];
    const texts = clientFileTexts({ image: "lab" }, rows, issued);
    const has = { ...signed(texts.get(mac) as string), ...signed("no file", "clients/default.conf") };
    expect(said({ has })).toContain("signed by this site: none\nhost name: auto");
  });

  it("come after those of the image, and before the command line of an image that is not locked", () => {
    const has = signed(made(["hostname=desk", "zram_size_pct=75"]));
    const cmdline = "hostname=typed\n";
    expect(said({ has, cmdline })).toContain("host name: desk, zram: 75");
    const settings = built.replace("locked=y\n", "");
    expect(said({ has, cmdline, settings })).toContain("host name: typed, zram: 75");
  });

  it("are not asked for by clients that know no key, or whose image is older", () => {
    const has = signed(made(usual));
    expect(booted(shell, { has, before: `signature_key=${folder}/none` }).asked).toEqual([]);
    expect(booted(shell, { has, settings: "hostname=auto\n" }).asked).toEqual([]);
  });

  it("are asked for again where the root came over another card", () => {
    const again = (before: string, has: Boot["has"]) =>
      booted(shell, { has: has ?? {}, script: `client_file_take; ${before}; client_file_again` }).asked
        .length;
    expect(again(":", {})).toBe(2);
    expect(again("network_interface=eth1", {})).toBe(4);
    expect(again("network_interface=eth1", signed(made(usual)))).toBe(2);
  });

  const flipped = (bytes: Buffer, at: number) =>
    Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  const good = made(usual);
  const goodSignature = sign(null, Buffer.from(good), privateKey);
  const withLine = (line: string) => signed(`${good}${line}\n`);
  const refused: [string, Boot["has"], RegExp][] = [
    ["is not signed", { [own]: good }, /It has no signature: http:.*\.conf\.sig is missing/],
    [
      "has a byte changed",
      { [own]: flipped(Buffer.from(good), 30), [`${own}.sig`]: goodSignature },
      /has not signed the file as it is/,
    ],
    [
      "has a byte of its signature changed",
      { [own]: good, [`${own}.sig`]: flipped(goodSignature, 3) },
      /has not signed the file as it is/,
    ],
    ["has an empty signature", { [own]: good, [`${own}.sig`]: "" }, /has not signed the file as it is/],
    [
      "has a signature of 10 MB",
      { [own]: good, [`${own}.sig`]: Buffer.alloc(10 << 20) },
      /is larger than the 64 bytes that it may have/,
    ],
    ["another key has signed", signed(good, own, other), /or another key signed it/],
    [
      "is that of another client",
      signed(made(usual, "52:54:00:12:34:57")),
      /It is for other clients than 52:54:00:12:34:56/,
    ],
    [
      "is that of another image",
      signed(made(usual, mac, "hall")),
      /It is for the image hall, and this is lab/,
    ],
    ["is older than the image", signed(made(usual, mac, "lab", 1_763_999_999)), /issued before this image/],
    ["has 10 MB", signed(Buffer.alloc(10 << 20, "a=b\n")), /is larger than the 16384 bytes/],
    ["says the same twice", withLine("hostname=x"), /It says hostname twice/],
    ["is empty", signed(""), /has not signed the file as it is|It is for the image , and this is lab/],
    ["has another format", signed(good.replace("client=1", "client=2")), /It has the format 2/],
    ["has no format", signed(good.replace(/^.*\n/, "")), /first line is not thinsmith-client=1/],
    ["has no end", signed(good.slice(0, -1)), /other characters than those of its format/],
    ["has a byte of zero", signed(good.replace("desk", "de\0sk")), /other characters/],
    ["has a shell in it", withLine("timezone=$(reboot)"), /other characters/],
    ["has a shell in it, in quotes", withLine("timezone=`id`"), /other characters/],
    [
      "has a shell in it, behind a semicolon",
      withLine("timezone=UTC;reboot"),
      /value of timezone has a character/,
    ],
    ["has a line that is a command", withLine("reboot"), /a line that is not NAME=VALUE/],
    ["sets what no parameter is called", withLine("PATH=/x"), /It sets PATH, which is no boot parameter/],
    ["sets a pattern", withLine("*=x"), /It sets \*, which is no boot parameter/],
    ["turns off the check of the root", withLine("rootverify=off"), /It sets rootverify/],
    ["opens a shell", withLine("initrddebug=y"), /It sets initrddebug/],
    ["says that the image is not locked", withLine("locked=n"), /It sets locked/],
    ["moves the root", withLine("rooturl=http://x/y"), /It sets rooturl/],
    ["has sums of its own", withLine("rootsha256=0"), /It sets rootsha256/],
    ["names no clients", signed(good.replace(/^mac=.*\n/m, "")), /It names no clients/],
    ["does not say when", signed(good.replace(/^issued=.*\n/m, "")), /does not say when it was issued/],
    ["says nonsense of when", signed(good.replace(/^issued=.*\n/m, "issued=9e9\n")), /does not say when/],
    ["says when twice", withLine("issued=9999999999"), /It says issued twice/],
  ];

  // Busybox alone, which is the shell of the initrd: each takes a second or more.
  it.runIf(shell === "busybox sh").each(refused)(
    "are refused if the file %s, and nothing of it is used",
    (_, has, why) => {
      const text = said({ has: has ?? {} });
      expect(text).toMatch(/FAIL CLIENT-FILE: The settings of this client are refused/);
      expect(text).toMatch(why);
      expect(text).not.toContain("host name:");
      expect(text).not.toContain("signed by this site");
    },
  );

  it("are refused if the server sends more than it said, as soon as the room for it is full", () => {
    const text = said({
      before: `curl() { head -c 28672 /dev/zero >"$fetch_file"; echo "200 10.0.0.1" >&2; return 23; }`,
    });
    expect(text).toMatch(/FAIL CLIENT-FILE: .* is larger than the 16384 bytes that it may have/);
  });

  it("are refused if there is more than the bound although curl has not said so", () => {
    const text = said({
      before: `curl() { head -c 20000 /dev/zero >"$fetch_file"; echo "200 10.0.0.1" >&2; }`,
    });
    expect(text).toMatch(/FAIL CLIENT-FILE: .* is larger than the 16384 bytes/);
  });

  it("are waited for as long as the root is, where the server does not answer or does not give them", () => {
    const status = (before: string) => said({ settings: `${built}retry=0\n`, before });
    expect(status(`curl() { echo "000 " >&2; return 7; }`)).toContain("FAIL FETCH-CONNECT");
    expect(status(`curl() { echo "401 10.0.0.1" >&2; return 22; }`)).toContain("FAIL FETCH-STATUS");
    // So do object stores say that there is no such file; whoever wants to withhold it can say that, too.
    const forbidden = status(`curl() { echo "403 10.0.0.1" >&2; return 22; }`);
    expect(forbidden).not.toContain("FAIL");
    expect(forbidden).toContain("does not give out the file: HTTP status 403");
  });

  it("say what to do", () => {
    const text = said({
      has: { [own]: good },
      before: `fail() { echo "FAIL $1: $3"; exit 9; }`,
    });
    expect(text).toMatch(/FAIL CLIENT-FILE: .*thinsmith keys sign-clients/);
  });
});
