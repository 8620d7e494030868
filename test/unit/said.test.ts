import { describe, expect, it } from "vitest";
import { parseSettings, type SettingsInput } from "../../src/settings/parse.ts";

type Client = NonNullable<SettingsInput["client"]>;
const client = (given: Client) => parseSettings({ version: 1, client: given }).client;

const blob = (type: string) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.alloc(36, 7)]).toString("base64");
};
const key = `ssh-ed25519 ${blob("ssh-ed25519")}`;

describe("an SSH key", () => {
  it.each([`${key} Jürgen Müller, Büro`, `${key} `, `${key} me@desk\r\n`, key])("is taken: %j", (text) => {
    expect(client({ sshKeys: [text] }).sshKeys).toEqual([text.trim()]);
  });
  it.each([
    [`${key} a\n${key} b`, "more than one line or key"],
    [`${key} a ${key} b`, "more than one line or key"],
    [`ssh-rsa ${blob("ssh-ed25519")} x`, "not that of an ssh-rsa key but of ssh-ed25519"],
    [`${key} a\x1bb`, "this is no public key"],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", "this is a private key"],
  ])("is refused with the reason: %j", (text, reason) => {
    expect(() => client({ sshKeys: [text] })).toThrow(reason);
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
    ["ftp://a/", "ftp:// is not shown"],
    ["http://me:secret@a/", "a name or password before @"],
    ["http://a:99999/", '"99999" is no port'],
    ["http://a:/", '"" is no port'],
    ["http://a..b/", '"a..b" is no host name'],
    ["http:///x", "the host is missing"],
    ["http://a/b c", "a space does not stand in an address; write it as %20"],
    ["http://a/\n", undefined],
  ])("is refused with the reason: %j", (given, reason) => {
    if (reason === undefined) expect(client({ kioskUrl: given }).kioskUrl).toBe("http://a/");
    else expect(() => client({ kioskUrl: given })).toThrow(reason);
  });
});

describe("a sha256", () => {
  it("may be in capitals, and the whole line of sha256sum is told apart", () => {
    expect(client({ horizonSha256: "AB".repeat(32) }).horizonSha256).toBe("ab".repeat(32));
    expect(() => client({ horizonSha256: `${"ab".repeat(32)}  a.bundle` })).toThrow(
      /\.\.\."[^"]*only what stands before the file's name/,
    );
  });
});
