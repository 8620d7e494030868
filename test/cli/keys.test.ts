import { spawn } from "node:child_process";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeManifest } from "../../src/release/files/write-manifest.ts";
import { newWorkplace, program, thinsmith, type Workplace } from "../support/cli.ts";
import { makeRelease } from "../support/releases/fake-release.ts";

let workplace: Workplace;
const run = (...args: string[]) => thinsmith(workplace, args);
beforeEach(async () => {
  workplace = await newWorkplace();
});
afterEach(() => rm(workplace.folder, { recursive: true }));

const id = "20261121T000000Z-1";
const place = (...args: string[]) => ["--address", "192.168.77.1/24", "--interface", "eth1", ...args];

/** A release of the image lab, with its sums. */
const built = async () => {
  const release = await makeRelease({ output: join(workplace.folder, "build"), id });
  await writeManifest(release.directory, release.manifest);
  return release;
};

describe("thinsmith keys", () => {
  it("makes keys, lists, shows and exports them, as text and as JSON", async () => {
    const made = await run("keys", "make", "site");
    expect(made.status).toBe(0);
    expect(made.stderr).toContain("They have no passphrase");
    const list = JSON.parse((await run("keys", "list", "--json")).stdout);
    expect(list).toMatchObject([
      { name: "site", keys: [{ kind: "release" }, { kind: "db" }, { kind: "KEK" }, { kind: "PK" }] },
    ]);
    const shown = await run("keys", "show", "site");
    expect(shown.stdout).toContain(list[0].keys[0].fingerprint);
    expect(shown.stdout).toContain("-----BEGIN PUBLIC KEY-----");
    expect(`${shown.stdout}${JSON.stringify(list)}`).not.toContain("PRIVATE");
    expect((await run("keys", "export", "site", "out")).stdout).toContain("out/site-db.cer");
    expect(await run("keys", "export", "site", "out")).toMatchObject({ status: 2 });
    expect(await run("keys", "make", "site")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("keys are never replaced"),
    });
  });

  it("writes what brings the firmware keys into machines", async () => {
    await run("keys", "make", "site");
    const { status, stdout, stderr } = await run("keys", "enrol", "site", "usb");
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining("PK last") });
    expect(stderr).toContain("keys enrol site --release RELEASE");
    const names = ["PK", "KEK", "db"].flatMap((kind) =>
      ["auth", "cer", "pem"].map((end) => `site-${kind}.${end}`),
    );
    expect(stdout.split("\n").filter(Boolean).sort()).toEqual(
      [...names, "site-release.pem"].map((name) => `usb/${name}`).sort(),
    );
    const before = await readFile(join(workplace.folder, "usb/site-PK.auth"));
    expect(await run("keys", "enrol", "site", "usb")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("Add --replace"),
    });
    expect(await readFile(join(workplace.folder, "usb/site-PK.auth"))).toEqual(before);
    expect(await run("keys", "enrol", "site", "usb", "--replace")).toMatchObject({ status: 0 });
  });

  it("writes nothing where a key is missing, or a release cannot enrol", async () => {
    await built();
    await run("keys", "make", "papers", "--for", "releases");
    expect(await run("keys", "enrol", "papers", "out")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("keys make papers --for firmware"),
    });
    await run("keys", "make", "site", "--for", "firmware");
    expect(await run("keys", "enrol", "site", "out", "--release", "nothing")).toMatchObject({ status: 2 });
    // Its initrd is none.
    expect(await run("keys", "enrol", "site", "out", "--release", "lab")).toMatchObject({ status: 1 });
    expect(await readdir(workplace.folder)).not.toContain("out");
  });

  it("reads a passphrase from a file descriptor, and refuses a short one", async () => {
    const child = spawn(
      process.execPath,
      [program, "keys", "make", "site", "--for", "releases", "--passin", "fd:3"],
      {
        cwd: workplace.folder,
        env: workplace.env,
        stdio: ["ignore", "ignore", "ignore", "pipe"],
      },
    );
    (child.stdio[3] as unknown as NodeJS.WritableStream).end("a long passphrase\n");
    expect(await new Promise((done) => child.on("close", done))).toBe(0);
    const key = join(workplace.folder, "config/keys/site/release.key");
    expect(await readFile(key, "utf8")).toContain("ENCRYPTED");
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    await writeFile(join(workplace.folder, "short"), "short\n");
    const short = await run("keys", "make", "other", "--for", "releases", "--passin", "file:short");
    expect(short).toMatchObject({ status: 2, stderr: expect.stringContaining("5 of at least 8") });
  });

  it("signs a file, whose signature openssl would take", async () => {
    await run("keys", "make", "site", "--for", "releases");
    await writeFile(join(workplace.folder, "site.tar.gz"), "an archive");
    const { stdout } = await run("keys", "sign", "site.tar.gz", "--key", "site");
    expect(stdout).toBe("site.tar.gz.sig\n");
    expect((await stat(join(workplace.folder, "site.tar.gz.sig"))).size).toBe(64);
  });
});

describe("thinsmith keys sign-clients", () => {
  const rows = JSON.stringify([{ client: "52:54:00:12:34:56", parameters: ["hostname=desk", "quiet"] }]);
  const signing = (...args: string[]) => run("keys", "sign-clients", "lab", ...args);
  const made = async () => {
    await run("keys", "make", "site", "--for", "releases");
    const [{ keys }] = JSON.parse((await run("keys", "list", "--json")).stdout);
    const { directory, manifest } = await makeRelease({
      ...{ output: join(workplace.folder, "build"), id },
      clientFiles: { image: "lab", since: 1_700_000_000, key: keys[0].fingerprint },
    });
    await writeManifest(directory, manifest);
    expect(await run("release", "sign", "lab", "--key", "site")).toMatchObject({ status: 0 });
  };

  it("writes signed files for rows of serve.clients into the release, and what it leaves out", async () => {
    await made();
    const { status, stdout, stderr } = await signing("--key", "site", "--set", `serve.clients=${rows}`);
    const path = `build/lab/releases/${id}/clients/52-54-00-12-34-56.conf`;
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${path}\n` });
    expect(stderr).toContain("52:54:00:12:34:56: quiet is no boot parameter that a client file may set");
    expect(await readFile(join(workplace.folder, path), "utf8")).toMatch(
      /^thinsmith-client=1\nimage=lab\nmac=52:54:00:12:34:56\nissued=\d+\nhostname=desk\n$/,
    );
    expect((await stat(join(workplace.folder, `${path}.sig`))).size).toBe(64);
    expect(await signing("--key", "site")).toMatchObject({
      ...{ status: 0, stdout: "" },
      stderr: expect.stringContaining("no files for them now"),
    });
    await expect(stat(join(workplace.folder, path))).rejects.toThrow("ENOENT");
  });

  it("writes none that clients would refuse, or would never ask for", async () => {
    await made();
    await run("keys", "make", "other", "--for", "releases");
    expect(await signing("--key", "other", "--set", `serve.clients=${rows}`)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("the keys site signed it"),
    });
    // Signed by others since, it has clients that know another key all the same.
    await rm(join(workplace.folder, "config/trusted"), { recursive: true, force: true });
    await run("release", "sign", "lab", "--key", "other");
    expect(await signing("--key", "other", "--set", `serve.clients=${rows}`)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("they know another key"),
    });
    await rm(join(workplace.folder, "build"), { recursive: true });
    await built();
    await run("release", "sign", "lab", "--key", "site");
    expect(await signing("--key", "site", "--set", `serve.clients=${rows}`)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("Build it with publish.key."),
    });
  });
});

describe("a release whose image has a known key", () => {
  it("is deployed only as it was signed", async () => {
    const { directory } = await built();
    await run("keys", "make", "site", "--for", "releases");
    const deploy = (to: string, ...args: string[]) => run("deploy", to, ...place(...args));
    expect(await deploy("refused", "--key", "site")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("it is not signed"),
    });
    expect((await run("release", "sign", "lab", "--key", "site")).stdout).toContain(
      `The release ${id} of lab is signed`,
    );
    expect(await deploy("good")).toMatchObject({ stderr: "", status: 0 });
    await writeFile(join(directory, "vmlinuz"), "another");
    expect(await deploy("refused")).toMatchObject({ status: 1, stderr: expect.stringContaining("vmlinuz") });
    await rm(join(directory, "SHA256SUMS.sig"));
    const { status, stderr } = await run("boot", "lab", "--progress", "plain");
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("it is not signed"),
    });
    expect(stderr).toContain("What to do:");
    await expect(stat(join(workplace.folder, "refused"))).rejects.toThrow("ENOENT");
  });

  it("cannot be built without a signature, which is said before anything is done", async () => {
    await built();
    await run("keys", "make", "site", "--for", "releases");
    await run("release", "sign", "lab", "--key", "site");
    const { status, stderr } = await run("build", "console", "--set", "name=lab", "--progress", "plain");
    expect(status).toBe(1);
    expect(stderr).toContain("publish.key names no keys");
  });

  it("is not built by keys that are not there, or whose passphrase nobody gives", async () => {
    const build = (key: string) =>
      run("build", "console", "--set", `publish.key=${key}`, "--progress", "plain");
    expect(await build("site")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("There are no keys site"),
    });
    await writeFile(join(workplace.folder, "passphrase"), "a long passphrase\n");
    await run("keys", "make", "site", "--for", "releases", "--passin", "file:passphrase");
    const { status, stderr } = await build("site");
    expect(status).toBe(1);
    expect(stderr).toContain("nobody can be asked");
    expect(stderr).toContain("THINSMITH_PASSIN");
  });
});

describe("boot --secure-boot", () => {
  const boot = (...args: string[]) => run("boot", "lab", "--secure-boot", "--progress", "plain", ...args);

  it.each([
    [["--param", "quiet"], "the command line is part of what is signed"],
    [["--firmware", "bios"], "a BIOS checks no signature"],
  ])("and %j exclude each other", async (args, why) => {
    await built();
    expect(await boot(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining(why) });
  });

  it("says which keys it lacks, and what the release lacks", async () => {
    await built();
    expect(await boot()).toMatchObject({ status: 2, stderr: expect.stringContaining("--key NAME") });
    expect(await boot("--key", "site")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("There are no keys site"),
    });
    await run("keys", "make", "site");
    await run("release", "sign", "lab", "--key", "site");
    const { status, stderr } = await boot("--key", "site");
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining("has no thinsmith.efi"),
    });
    expect(stderr).toContain("boot.uki=true");
  });
});
