import { describe, expect, it } from "vitest";
import { assign } from "../../../src/settings/assign.ts";
import { settingValue } from "../../../src/settings/difference.ts";
import { parseMended, parseSettings, type SettingsInput } from "../../../src/settings/parse.ts";
import { itemsOf } from "../../../src/settings/text-form.ts";
import { publicKey } from "../../support/ssh-key.ts";

type Client = NonNullable<SettingsInput["client"]>;
const client = (given: Client) => parseSettings({ version: 1, client: given }).client;

const key = publicKey("ssh-ed25519");

describe("an SSH key", () => {
  it.each([`${key} Jürgen Müller, Büro`, `${key} `, `${key} me@desk\r\n`, key])("is taken: %j", (text) => {
    expect(client({ sshKeys: [text] }).sshKeys).toEqual([text.trim()]);
  });
  it.each([
    [`${key} a\n${key} b`, "more than one line or key"],
    [`${key} a ${key} b`, "more than one line or key"],
    [publicKey("ssh-rsa", "ssh-ed25519"), "not that of an ssh-rsa key but of ssh-ed25519"],
    [`${key} a\x1bb`, "this is not a public key"],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", "this is a private key"],
  ])("is refused with the reason: %j", (text, reason) => {
    expect(() => client({ sshKeys: [text] })).toThrow(reason);
  });
});

describe("several SSH keys in one text", () => {
  const other = publicKey("ssh-rsa");
  const both = [`${key} Jürgen Müller, Büro`, `${other} b@c`];
  it.each([
    `${both[0]}\n${both[1]}\n`,
    `# keys of the office\r\n\r\n${both[0]}\r\n${both[1]}`,
    `${both[0]} ${both[1]}`,
    both.join(","),
  ])("are an entry each: %j", (text) => {
    expect(itemsOf("client.sshKeys", text)).toEqual(both);
    expect(assign({ client: { sshKeys: [] } }, [`client.sshKeys+=${text}`])).toEqual({
      client: { sshKeys: both },
    });
  });
});

describe("several entries in one", () => {
  it("are refused with the form that is right", () => {
    const defaults = parseSettings({ version: 1 });
    const given = (word: string) => () => parseSettings(assign(defaults, [word]));
    expect(given("packages.install+=vim htop")).toThrow("; commas separate entries: vim,htop");
    expect(given("packages.install+=vim Htop!")).toThrow(/digits, \+ - \.$/);
    expect(given("packages.install+=Vim!")).toThrow(/digits, \+ - \.$/);
  });
});

describe("a value that can be mended", () => {
  const parsed = (more: object) => parseMended({ version: 1, ...more });
  it.each([
    [{ exclude: { paths: ["/usr/share/doc/"] } }, "exclude.paths", "usr/share/doc"],
    [{ exclude: { paths: ["./opt//x"] } }, "exclude.paths", "opt/x"],
    [{ client: { timezone: "Europe/Berlin " } }, "client.timezone", "Europe/Berlin"],
    [{ client: { timezone: "europe/berlin" } }, "client.timezone", "Europe/Berlin"],
    [{ client: { homeSize: "2 GiB" } }, "client.homeSize", "2G"],
    [{ client: { homeSize: "512m" } }, "client.homeSize", "512M"],
    [{ client: { hostname: "\u200bdesk\ufeff" } }, "client.hostname", "desk"],
    [{ packages: { install: ["'vim'"] } }, "packages.install", "vim"],
    [{ packages: { roles: ["Kiosk"] } }, "packages.roles", "kiosk"],
    [{ rootfs: { compression: "XZ" } }, "rootfs.compression", "xz"],
    [{ boot: { extra: [" quiet\n"] } }, "boot.extra", "quiet"],
    [{ serve: { canary: ["525400123456"] } }, "serve.canary", "52:54:00:12:34:56"],
  ])("is mended, and said: %j", (given, name, to) => {
    const { settings, mended } = parsed(given);
    expect([settingValue(settings, name)].flat()).toEqual([to]);
    expect(mended).toMatchObject([{ name, to }]);
    // What was taken is right as it is.
    expect(parseMended(settings).mended).toEqual([]);
  });

  it("is left out of a list that has it, and is refused where nothing is right about it", () => {
    expect(parsed({ exclude: { paths: ["etc/x", "/etc/x", "/opt"] } }).settings.exclude.paths).toEqual([
      "etc/x",
      "opt",
    ]);
    expect(() => parsed({ exclude: { paths: ["/../etc"] } })).toThrow("without leading slash");
    expect(() => parsed({ client: { user: "' root '" } })).toThrow("a user name");
    expect(() => parsed({ packages: { install: ["vim; rm -rf /"] } })).toThrow("a package name");
    expect(() => parsed({ client: { timezone: "Europe/Berlni" } })).toThrow("did you mean Europe/Berlin?");
  });

  it("takes no longer in a file full of mistakes", () => {
    const start = performance.now();
    expect(() => parsed({ packages: { install: Array(5000).fill("/ a b") } })).toThrow("5000 mistakes");
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe("the page of a kiosk", () => {
  it.each([
    ["http://a/?x=1&y=2#z", "http://a/?x=1&y=2#z"],
    ["HTTP://signs.example/", "http://signs.example/"],
    ["https://bücher.example/Büro ", "https://xn--bcher-kva.example/B%C3%BCro"],
    ["https://[::1]:8443/x", "https://[::1]:8443/x"],
  ])("may be %s", (given, taken) => {
    expect(client({ kioskUrl: given }).kioskUrl).toBe(taken);
  });
  it.each([
    ["signs.example", "begins with http:// or https://, such as https://signs.example"],
    ["ftp://a/", "ftp:// is not supported"],
    ["http://me:secret@a/", "a name or password before @"],
    ["http://a:99999/", '"99999" is not a port number'],
    ["http://a:/", '"" is not a port number'],
    ["http://a..b/", '"a..b" is not a host name'],
    ["http:///x", "the host is missing"],
    ["http://a/b c", "a space is not allowed in an address; write it as %20"],
    ["http://a/\n", undefined],
  ])("is refused with the reason: %j", (given, reason) => {
    if (reason === undefined) expect(client({ kioskUrl: given }).kioskUrl).toBe("http://a/");
    else expect(() => client({ kioskUrl: given })).toThrow(reason);
  });
});

describe("a sha256", () => {
  it("may be in capitals, and the whole line of sha256sum is told apart", () => {
    // Declared by the file of a role, so it has no type.
    const sum = (horizonSha256: string) => client({ horizonSha256 } as Client);
    expect(sum("AB".repeat(32))).toMatchObject({ horizonSha256: "ab".repeat(32) });
    expect(() => sum(`${"ab".repeat(32)}  a.bundle`)).toThrow(/\.\.\."[^"]*copy only the digits/);
  });
});

describe("RDP servers", () => {
  const set = (text: string) =>
    parseSettings(assign(parseSettings({ version: 1 }), [`client.rdpServers=${text}`])).client.rdpServers;
  it("are taken in the wizard's form, with names and options as people have them", () => {
    expect(set("Main office:ts1:3390:/u:DOM\\user /p:Geheim!1;Büro:ts2")).toEqual([
      { name: "Main office", host: "ts1", port: 3390, options: ["/u:DOM\\user", "/p:Geheim!1"] },
      { name: "Büro", host: "ts2", port: 3389, options: [] },
    ]);
    expect(set("a:ts1::/u:me@dom.example")[0]?.options).toEqual(["/u:me@dom.example"]);
  });
  it.each([
    ["a:ts1;b:ts2;c:t s", 'client.rdpServers.host, entry 3: "t s" is not allowed'],
    ["a", "client.rdpServers.host: it is missing"],
    ["a:ts1:0", "client.rdpServers.port: 0 is not allowed; allowed: at least 1"],
    ["a:ts1:99999", "client.rdpServers.port: 99999 is not allowed; allowed: at most 65535"],
    ['["a"]', "NAME:HOST:PORT:OPTION OPTION"],
    ['[{"name":"a","host":"b","options":"/f"}]', 'options: "/f" is not allowed; allowed: a list'],
  ])("are refused in our own words: %s", (text, reason) => {
    expect(() => set(text)).toThrow(reason);
  });
  it("with many mistakes are told in a screen", () => {
    const many = Array.from({ length: 40 }, (_, index) => `n${index}`).join(";");
    expect(() => set(many)).toThrow(/^40 mistakes in .*:\n.*entry 1: .*\(and 39 more like it\)$/);
    const other = Array.from({ length: 40 }, (_, index) => `n:${index}_`).join(";");
    expect(() => set(other)).toThrow(/^40 mistakes(.*\n){11} {2}and 30 more$/);
  });
});
