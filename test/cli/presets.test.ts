import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { putLists } from "../support/lists.ts";

let workplace: Workplace;
const plan = (preset: string, ...sets: string[]) =>
  thinsmith(workplace, ["build", preset, "--dry-run", ...sets.flatMap((set) => ["--set", set])]);

beforeAll(async () => {
  workplace = await newWorkplace();
  await putLists(join(workplace.folder, "cache"));
});
afterAll(() => rm(workplace.folder, { recursive: true }));

describe("presets", () => {
  it.each([
    ...["console", "console-bookworm", "kiosk", "rdp", "desktop-lxde", "compute"],
    ...["ubuntu-jammy", "ubuntu-noble"],
  ])("%s has a plan", async (preset) => {
    const { status, stdout, stderr } = await plan(preset);
    expect(stderr).not.toMatch(/mistake/);
    expect(status).toBe(0);
    expect(stdout).toContain("bootstrap");
  });

  it("kiosk warns of likely mistakes, except with --quiet", async () => {
    const note =
      "note: The kiosk has no page: set client.kioskUrl, or the boot parameter kiosk_url= of each client.\n";
    expect((await plan("kiosk", "client.autologin=true")).stderr).toBe(note);
    expect((await plan("kiosk", "client.kioskUrl=http://a")).stderr).toBe("");
    const quiet = await thinsmith(workplace, ["build", "kiosk", "--dry-run", "--progress", "quiet"]);
    expect(quiet.stderr).toBe("");
  });

  it("list shows the shipped ones where the file of the own ones is no JSON, and says so", async () => {
    const folder = join(workplace.folder, "torn");
    await mkdir(folder);
    await writeFile(join(folder, "presets.json"), "{");
    const { status, stdout, stderr } = await thinsmith(workplace, ["preset", "list"], {
      env: { THINSMITH_CONFIG: folder },
    });
    expect(stdout).toMatch(/^console +shipped /m);
    expect(stderr).toContain(`${folder}/presets.json is not JSON`);
    expect(status).toBe(2);
  });

  it("horizon says what is missing before anything is built", async () => {
    const { status, stderr } = await thinsmith(workplace, ["build", "horizon", "--yes"]);
    expect(status).toBe(1);
    expect(stderr).toContain(
      "The role horizon lacks its vendor's installer: client.horizonBundle is not set.",
    );
    expect(stderr).toMatch(/What to do: Download .*--set client\.horizonBundle=FILE/);
  });

  it("horizon refuses a bundle that is another one, and one that is not there", async () => {
    await writeFile(join(workplace.folder, "a.bundle"), "#!/bin/sh\n");
    const sum = `client.horizonSha256=${"0".repeat(64)}`;
    const wrong = await plan("horizon", "client.horizonBundle=a.bundle", sum);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toMatch(
      /a\.bundle is not the file that client\.horizonSha256 means: its sha256 is [0-9a-f]{64}/,
    );
    const missing = await plan("horizon", "client.horizonBundle=b.bundle", sum);
    expect(missing.stderr).toContain("there is no b.bundle");
  });

  it.each([
    ["kiosk", "packages.roles+=jwm", "the roles kiosk and jwm exclude each other"],
    ["console", "packages.roles=gamer", '"gamer" is not allowed; allowed: compute, console, '],
    ["kiosk", "client.kioskUrl=http://a/b c", "a space is not allowed in an address; write it as %20"],
    ["kiosk", 'client.kioskUrl=http://a/"x"', '" is not allowed in an address; write it as %22'],
    ["kiosk", "client.keyboard=de;reboot", "a keyboard layout such as us"],
    ["compute", "client.sshKeys=-----BEGIN OPENSSH PRIVATE KEY-----", "this is a private key"],
  ])("%s with %s is refused", async (preset, set, message) => {
    const { status, stderr } = await plan(preset, set);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  it("takes 40 RDP servers with names of any letters", async () => {
    const servers = Array.from({ length: 40 }, (_, index) => ({
      name: `Büro-東京-${index}`,
      host: `ts${index}`,
    }));
    const { status, stderr } = await plan("rdp", `client.rdpServers=${JSON.stringify(servers)}`);
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it("may use a role that lies in the working directory", async () => {
    const write = async (name: string, role: object) => {
      await mkdir(join(workplace.folder, "roles"), { recursive: true });
      await writeFile(join(workplace.folder, "roles", `${name}.json`), JSON.stringify(role));
    };
    await write("till", { label: "a till", includes: ["console"], packages: ["sl"] });
    await write("broken", { label: "x", packages: ["a;b"] });
    await symlink("/dev/zero", join(workplace.folder, "roles/endless.json"));
    expect((await plan("console", "packages.roles=till")).status).toBe(0);
    const { status, stderr } = await plan("console", "packages.roles=broken");
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /the role broken has mistakes \(.*roles\/broken\.json\): packages\.0: "a;b" is not allowed; allowed: a package name/,
    );
    const endless = await plan("console", "packages.roles=endless");
    expect(endless.stderr).toMatch(
      /the role endless has mistakes \(.*endless\.json\): it is not a regular file/,
    );
  });
});
