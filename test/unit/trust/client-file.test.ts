import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Release, readRelease } from "../../../src/release/release.ts";
import { renameImage } from "../../../src/release/rename.ts";
import {
  type ClientFile,
  clientFileBytes,
  clientFileText,
  parameterProblem,
  readClientFile,
} from "../../../src/trust/client-file/format.ts";
import { readClientFiles } from "../../../src/trust/client-file/read.ts";
import { type ClientRow, clientFileTexts, fileWordsOf } from "../../../src/trust/client-file/rows.ts";
import { signClientFiles } from "../../../src/trust/client-file/write.ts";
import { keyOf, readKeySet } from "../../../src/trust/keys/key-set.ts";
import { openKeys } from "../../../src/trust/keys/open.ts";
import { rememberKey } from "../../../src/trust/signature/known-keys.ts";
import { makeRelease } from "../../support/releases/fake-release.ts";
import { openssl, ownConfig, releaseKeys } from "../../support/trust.ts";

const [one, two] = ["52:54:00:12:34:56", "ab:cd:ef:00:77:02"] as const;
const row = (client: string, ...parameters: string[]): ClientRow => ({ client, parameters, overlays: null });
const text = `thinsmith-client=1
image=lab
group=desks
mac=${one},${two}
issued=1764331200
hostname=desk
kiosk_url=http://a/?x=1&y=(2);z
`;
const said: ClientFile = {
  ...{ image: "lab", group: "desks", macs: [one, two], issued: 1_764_331_200 },
  parameters: ["hostname=desk", "kiosk_url=http://a/?x=1&y=(2);z"],
};
const problemIn = (content: string | Buffer): string => {
  const read = readClientFile(Buffer.from(content));
  return "problem" in read ? read.problem : "none";
};

describe("the text of a client file", () => {
  it("is read as it is written", () => {
    expect(clientFileText(said)).toBe(text);
    expect(readClientFile(Buffer.from(text))).toEqual(said);
    const all = "thinsmith-client=1\nimage=lab\ngroup=default\nissued=5\n";
    expect(readClientFile(Buffer.from(all))).toEqual({
      ...{ image: "lab", group: "default", macs: [], issued: 5, parameters: [] },
    });
  });

  it.each([
    ["more than 16 KiB", text + "x".repeat(clientFileBytes), /more than 16384 bytes/],
    ["no end", text.slice(0, -1), /no end/],
    ["nothing", "", /first line/],
    ["another format", text.replace("client=1", "client=2"), /first line/],
    ["letters outside ASCII", text.replace("desk\n", "d\u00e9sk\n"), /other characters/],
    ["a byte of zero", text.replace("desk\n", "de\0sk\n"), /other characters/],
    ["white space", text.replace("desk\n", "de sk\n"), /other characters/],
    ["line ends of DOS", text.replaceAll("\n", "\r\n"), /other characters/],
    ["a shell", text.replace("desk\n", "$(reboot)\n"), /other characters/],
    ["a shell in quotes", text.replace("desk\n", "`reboot`\n"), /other characters/],
    ["a second command", text.replace("desk\n", "desk;reboot\n"), /value of hostname/],
    ["a line without a name", `${text}reboot\n`, /not NAME=VALUE/],
    ["an empty line", `${text}\n`, /not NAME=VALUE/],
    ["a name twice", `${text}hostname=x\n`, /hostname twice/],
    ["an unknown name", `${text}PATH=/x\n`, /PATH is no boot parameter/],
    ["a name that a property of objects has", `${text}constructor=/x\n`, /constructor is no boot parameter/],
    ["a parameter that is not allowed", `${text}rootverify=off\n`, /rootverify is no boot parameter/],
    ["no image", text.replace(/^image=.*\n/m, ""), /no image/],
    ["an image upwards", text.replace("image=lab", "image=../lab"), /no image/],
    ["no clients", text.replace(/^mac=.*\n/m, ""), /no clients/],
    ["clients in upper case", text.replace("ab:cd", "AB:CD"), /no clients/],
    ["half a client", text.replace(":77:02", ":77"), /no clients/],
    ["no time", text.replace(/^issued=.*\n/m, ""), /when it was issued/],
    ["a time in words", text.replace(/^issued=.*$/m, "issued=0x10"), /when it was issued/],
  ])("is refused with %s", (_, content, why) => {
    expect(problemIn(content)).toMatch(why);
  });

  it("takes only what fits", () => {
    for (const good of [
      "hostname=desk",
      "retry=",
      "overlays=a;b",
      "homeurl=http://a/x|http://b/x",
      "kiosk_url=http://a/?b=!",
    ])
      expect(parameterProblem(good), good).toBeUndefined();
    for (const bad of [
      "quiet",
      "hostname",
      "=x",
      "initrddebug=y",
      "ip=10.0.0.1",
      "hostname=a b",
      "kiosk_url=http://a/$b",
    ])
      expect(parameterProblem(bad), bad).toBeDefined();
  });
});

describe("the files for rows of serve.clients", () => {
  it("have what a file can have; of one name the last counts", () => {
    const words = fileWordsOf({
      overlays: ["a.tar.gz", "b.tar.gz"],
      parameters: ["quiet", "hostname=a", "hostname=b", "initrddebug=y"],
    });
    expect(words.fit).toEqual(["overlays=a.tar.gz;b.tar.gz", "hostname=b"]);
    expect(words.unfit.map(({ word }) => word)).toEqual(["quiet", "initrddebug=y"]);
  });

  it("are one for each client that has settings, and an empty one where it must not take those of all others", () => {
    const texts = (rows: readonly ClientRow[]) => clientFileTexts({ image: "lab" }, rows, 5);
    expect([...texts([row(one, "hostname=a"), row(two)]).keys()]).toEqual([one]);
    const all = texts([row("AB-CD-EF-00-77-02"), row("default", "hostname=a")]);
    expect([...all.keys()]).toEqual([two, "default"]);
    expect(all.get(two)).toBe(`thinsmith-client=1\nimage=lab\nmac=${two}\nissued=5\n`);
    expect(all.get("default")).toBe("thinsmith-client=1\nimage=lab\ngroup=default\nissued=5\nhostname=a\n");
  });

  it("are not made where their client would refuse them", () => {
    const names = ["kiosk_url", "rdpservers", "overlays", "homeurl", "reporturl", "timezone", "hostname"];
    const large = [...names, "keyboard", "ntpservers"].map((name) => `${name}=${"x".repeat(2000)}`);
    expect(() => clientFileTexts({ image: "lab" }, [row(one, ...large)], 5)).toThrow(
      /settings of 52:54:00:12:34:56 do not fit into a client file: it has more than 16384 bytes/,
    );
  });
});

describe("the files of a release", () => {
  let folder: string;
  let config: string;
  let release: Release;
  const file = `clients/${one.replaceAll(":", "-")}.conf`;
  const keyIn = async (name: string) => keyOf(await readKeySet(name), "release");
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "thinsmith-client-files-"));
    config = ownConfig();
    await releaseKeys("site");
    const { fingerprint, open } = await keyIn("site");
    release = await makeRelease({
      ...{ output: join(folder, "build"), id: "20261121T000000Z-1" },
      clientFiles: { image: "lab", since: 1_700_000_000, key: fingerprint },
    });
    await rememberKey("lab", open);
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
    await rm(config, { recursive: true });
  });
  const signAll = async (rows: readonly ClientRow[], about: object = {}, key = "site") =>
    signClientFiles(
      release.directory,
      { ...(release.manifest.clientFiles as NonNullable<Release["manifest"]["clientFiles"]>), ...about },
      rows,
      await openKeys(key, false),
    );
  const at = (name: string) => join(release.directory, name);

  it("are signed as openssl checks it, and replace those of before", async () => {
    expect(await signAll([row(one, "hostname=a"), row(two, "hostname=b")])).toHaveLength(2);
    expect(await signAll([row(one, "hostname=c")])).toEqual([file]);
    expect((await readdir(at("clients"))).sort()).toEqual([file, `${file}.sig`].map((name) => name.slice(8)));
    expect(
      openssl(
        ...["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", join(config, "keys/site/release.pub")],
        ...["-sigfile", at(`${file}.sig`), "-in", at(file)],
      ),
    ).toContain("Verified Successfully");
    const { contents, said: read, problems } = await readClientFiles(release);
    expect(problems).toEqual([]);
    expect([...contents.keys()]).toEqual([file, `${file}.sig`]);
    expect(read.get(one)).toMatchObject({ macs: [one], parameters: ["hostname=c"] });
    expect(read.get(one)?.issued).toBeGreaterThan(1_764_000_000);
    // With none the folder goes.
    expect(await signAll([row(one)])).toEqual([]);
    expect(await readdir(release.directory)).not.toContain("clients");
    expect((await readClientFiles(release)).contents.size).toBe(0);
  });

  it("are not issued before the date of the image", async () => {
    await signAll([row(one, "hostname=a")], { since: 4_000_000_000 });
    expect(await readFile(at(file), "utf8")).toContain("\nissued=4000000000\n");
  });

  it("stay valid where their image gets another name", async () => {
    await signAll([row(one, "hostname=a")]);
    await renameImage(join(folder, "build/lab"), "hall");
    const renamed = await readRelease(join(folder, "build/hall/current"));
    expect((await readClientFiles(renamed, "site")).said.get(one)).toMatchObject({ image: "lab" });
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ["without a signature", () => rm(at(`${file}.sig`)), /it is not signed/],
    ["with a short signature", () => truncate(at(`${file}.sig`), 63), /does not have 64 bytes/],
    ["with a long signature", () => appendFile(at(`${file}.sig`), "x"), /does not have 64 bytes/],
    ["that was changed", () => appendFile(at(file), "timezone=UTC\n"), /changed after it was signed/],
    ["of 10 MB", () => writeFile(at(file), Buffer.alloc(10 << 20, "a=b\n")), /more than 16384 bytes/],
    ["of another image", () => signAll([row(one, "hostname=a")], { image: "hall" }), /image hall, not lab/],
    [
      "that is older than the image",
      async () => {
        const about = { ...release.manifest.clientFiles, since: 4_000_000_000 };
        release = { ...release, manifest: { ...release.manifest, clientFiles: about as never } };
      },
      /issued before the image/,
    ],
    [
      "of another client",
      async () => {
        await signAll([row(two, "hostname=a")]);
        const from = at(`clients/${two.replaceAll(":", "-")}.conf`);
        await writeFile(at(file), await readFile(from));
        await writeFile(at(`${file}.sig`), await readFile(`${from}.sig`));
      },
      /it is for other clients/,
    ],
    [
      "that other keys have signed",
      async () => {
        await releaseKeys("other");
        await signAll([row(one, "hostname=a")], {}, "other");
      },
      /another key signed it/,
    ],
  ])("are not given out %s", async (_, spoil, why) => {
    await signAll([row(one, "hostname=a")]);
    await spoil();
    const { contents, said: read, problems } = await readClientFiles(release);
    expect([...contents.keys()]).not.toContain(file);
    expect(read.has(one)).toBe(false);
    expect(problems).toEqual([expect.stringMatching(why)]);
    expect(problems[0]).toContain(file);
  });

  it("are not checked by signature where their key is not known, and not read where no client takes them", async () => {
    await signAll([row(one, "hostname=a")]);
    await rm(join(config, "trusted"), { recursive: true });
    expect((await readClientFiles(release)).contents.size).toBe(2);
    const { clientFiles, ...manifest } = release.manifest;
    expect(clientFiles).toBeDefined();
    expect((await readClientFiles({ ...release, manifest })).contents.size).toBe(0);
  });
});
