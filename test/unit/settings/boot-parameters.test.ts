import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clientConf } from "../../../src/release/files/client-conf.ts";
import {
  bootParameterMarkdown,
  bootParameterTable,
  clientFileParameters,
  guestParameters,
} from "../../../src/settings/boot-parameters.ts";
import { fields } from "../../../src/settings/fields.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { packageRoot } from "../../../src/system/paths.ts";

const guest = join(packageRoot(), "src/guest");
const configScript = join(guest, "root/usr/share/thinsmith/initrd/config.sh");
const clientFileScript = join(guest, "root/usr/share/thinsmith/initrd/client-file.sh");
const clientGuide = join(packageRoot(), "docs/CLIENT.md");

/** A file's text with what is made from the table put in anew between two places. */
const withMade = (
  file: string,
  begin: string,
  end: string,
  made: string,
  text = readFileSync(file, "utf8"),
): string => {
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf(end, from);
  if (from < begin.length || to < 0) throw new Error(`${file} has no ${begin} ... ${end}`);
  return text.slice(0, from) + made + text.slice(to);
};

/** Names that scripts of the guest read by conf and its sisters. */
const readByGuest = (): Set<string> => {
  const files = readdirSync(guest, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const code = files
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"))
    .join("\n")
    .replace(/^\s*#.*$/gm, "");
  return new Set(
    [...code.matchAll(/(?:^|[\s(;])conf(?:_number|_size|_built)? ([a-z_][a-z0-9_]*)/gm)].map(
      ([, name]) => name as string,
    ),
  );
};

const sum = { size: 7, sha256: "0".repeat(64) };
const confOf = (settings: object) =>
  clientConf(
    parseSettings({ version: 1, ...settings }),
    {
      ...{ rootfs: sum, home: sum, overlays: [{ name: "a.tar.gz", ...sum }] },
      hashTree: { ...sum, rootHash: "0".repeat(64) },
    },
    5,
    false,
    { image: "lab", since: 4, key: "" },
  );
const namesIn = (conf: string) => conf.split("\n").flatMap((line) => line.match(/^[^=]+(?==)/)?.[0] ?? []);

/** In client.conf, and not on a command line, or a client could be given another image. */
const packed = [
  ...["buildtime", "clientimage", "clientsince", "homebytes", "homesha256"],
  ...["locked", "overlaysums", "rollbackindex", "rootbytes", "roothash", "rootsha256"],
  ...["veritybytes", "veritysha256"],
];

describe("the table of boot parameters", () => {
  // To write both files again: npx vitest run --config=test/vitest.config.ts --root=. -u boot-parameters
  it("is what the guest's list of names is made from", async () => {
    const names = guestParameters.map(({ name }) => `\t${name}\n`).join("");
    await expect(withMade(configScript, 'config_names="\n', '"\n', names)).toMatchFileSnapshot(configScript);
  });

  it("is what the guest's lists of names in client files are made from", async () => {
    const listed = (kind: string) =>
      clientFileParameters.flatMap((one) => (one.kind === kind ? [`\t${one.name}\n`] : [])).join("");
    const words = withMade(clientFileScript, 'client_file_words="\n', '"\n', listed("word"));
    await expect(
      withMade(clientFileScript, 'client_file_texts="\n', '"\n', listed("text"), words),
    ).toMatchFileSnapshot(clientFileScript);
  });

  it("lets a client file set nothing that weakens a locked image, or that is needed before it", () => {
    const names = clientFileParameters.map(({ name }) => name);
    for (const never of ["rootverify", "initrddebug", "bootserver", "bootpath", "rooturl", "rootproto"])
      expect(names).not.toContain(never);
    for (const elsewhere of ["ip", "console", "thinsmith.report", "locked", "clientsince", "overlaysums"])
      expect(names).not.toContain(elsewhere);
    expect(names).toContain("hostname");
  });

  it("is the one in docs/CLIENT.md", async () => {
    const begin = "<!-- made from src/settings/boot-parameters.ts -->\n";
    const made = `\n${bootParameterMarkdown()}\n\n`;
    await expect(withMade(clientGuide, begin, "<!-- end -->", made)).toMatchFileSnapshot(clientGuide);
  });

  it("has every name that the guest reads, and no other", () => {
    const known = [...guestParameters.map(({ name }) => name), ...packed];
    expect([...readByGuest()].sort()).toEqual(known.sort());
  });

  it("has each name once, and settings that there are", () => {
    const names = bootParameterTable.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    for (const { setting } of bootParameterTable)
      if (setting) expect(fields().has(setting), setting).toBe(true);
    expect(fields().get("zram.sizePct")?.parameter).toBe("zram_size_pct=");
    expect(fields().get("boot.initrdDebug")?.parameter).toBe("initrddebug=y");
  });

  it("writes client.conf: every setting that has one, and what is known after packing", () => {
    const taken = guestParameters.filter(({ setting }) => setting).map(({ name }) => name);
    expect(namesIn(confOf({})).sort()).toEqual([...taken, ...packed].sort());
  });

  it("writes values as the client reads them", () => {
    const conf = confOf({
      client: {
        rdpServers: [
          { name: "front office", host: "ts1", options: ["/f", "/bpp:16"] },
          { name: "b", host: "ts2", port: 3390 },
        ],
        vmwareViewOptions: ["--fullscreen", "--once"],
        ntpServers: ["a.lab", "b.lab"],
        kioskUrl: "http://a/%20b",
      },
      boot: { overlays: ["a.tar.gz", "b.tar.gz"], homeUrl: null, initrdDebug: true },
    });
    for (const line of [
      "rdpservers=front%office:ts1:3389:/f%/bpp:16;b:ts2:3390:",
      "vmwareviewoptions=--fullscreen%--once",
      "ntpservers=a.lab,b.lab",
      "kiosk_url=http://a/%20b",
      "overlays=a.tar.gz;b.tar.gz",
      "homeurl=",
      "initrddebug=y",
      "shutdowntime=",
      "zram_size_pct=50",
      `overlaysums=a.tar.gz:7:${sum.sha256}`,
      "buildtime=5",
      "clientimage=lab",
      "clientsince=4",
    ])
      expect(conf.split("\n")).toContain(line);
  });
});
