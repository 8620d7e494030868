import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { bootloaderFiles } from "../../../src/release/files/loader-files.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { refusalOf } from "../../support/refusal.ts";

const given = (word: string) => parseSettings({ version: 1, boot: { extra: [word] } }).boot.extra[0];
const refusal = (word: string) => refusalOf({ version: 1, boot: { extra: [word] } });

/** Every character that a parameter may hold, each beside others that mean something together with it. */
const all = "kiosk_url=http://a/?x=1&y=2;#!~@*$&&||()[]{}<>^,+%20$x$(y){z}";

describe("a boot parameter", () => {
  it.each([
    all,
    "rdpservers=Office%1:ts1:3389:/u:me@a;b:ts2",
    "memmap=64K$0x18690000",
    "quiet",
    "i8042.nopnp",
  ])("may be %s", (word) => {
    expect(given(word)).toBe(word);
    const serve = { clients: [{ client: "default", parameters: [word] }] };
    expect(parseSettings({ version: 1, serve }).serve.clients[0]?.parameters).toEqual([word]);
  });

  it("has an address as browsers send it", () => {
    expect(given("kiosk_url=http://a/Büro?ü=1")).toBe("kiosk_url=http://a/B%C3%BCro?%C3%BC=1");
    expect(given("kiosk_url=HTTP://bücher.example:8080/")).toBe(
      "kiosk_url=http://xn--bcher-kva.example:8080/",
    );
  });

  it.each([
    ["a b", "a space is not allowed in it, because it would end the parameter"],
    ["a\nb", "the invisible character U+000A is not allowed in it"],
    ["a'b", "' is not allowed in it, because boot loader, kernel and systemd would treat it as a quote"],
    ['a"b', '" is not allowed in it'],
    ["a`b", "` is not allowed in it"],
    ["a\\b", "\\ is not allowed in it"],
    ["a\x7fb", "the invisible character U+007F is not allowed in it"],
    ["a\u2028b", "the invisible character U+2028 is not allowed in it"],
    ["x=Büro", "ü is not allowed in it, because iPXE on UEFI changes letters outside ASCII"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: iPXE's own.
    ["a=${net0/mac}", "iPXE would replace it by one of its settings"],
    ["#a", "it begins with #"],
    ["&&", "it begins with &"],
    ["-a", "it begins with -"],
    ["", "it is empty"],
  ])("may not be %j, with the reason", (word, reason) => {
    expect(refusal(word)).toContain(reason);
  });

  const hasGrub = spawnSync("grub-script-check", ["--version"]).status === 0;
  it.skipIf(!hasGrub)("is one argument in GRUB's configuration, whatever it holds", () => {
    const check = (text: string) => spawnSync("grub-script-check", { input: text, encoding: "utf8" });
    const config = bootloaderFiles("lab", ["boot=ram", all])["grub/grub.cfg"] ?? "";
    expect(check(config)).toMatchObject({ status: 0, stderr: "" });
    expect(config).toContain(` '${all}' `);
    // That the check would say so: without quotes it does not pass.
    expect(check(config.replaceAll("'", "")).status).not.toBe(0);
  });

  it("is a word of its own for iPXE and pxelinux", () => {
    const files = bootloaderFiles("lab", ["boot=ram", all]);
    expect(files["boot.ipxe"]).toContain(` boot=ram ${all} BOOTIF=`);
    expect(files["pxelinux.cfg/default"]).toContain(`APPEND boot=ram ${all}\n`);
  });
});
