import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { roleSchema } from "../../../src/catalog/role.ts";
import { readRoles } from "../../../src/catalog/role-files.ts";
import { broughtBy, clientNeeds, roleFiles, roleMistakes } from "../../../src/catalog/roles.ts";
import { additionsOf } from "../../../src/contents/additions.ts";
import { packagesToInstall, packagesToRemove } from "../../../src/contents/packages.ts";
import { explain } from "../../../src/pipeline/failures/explain.ts";
import { fields } from "../../../src/settings/fields.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { client } from "../../../src/settings/schema/client.ts";
import { declaredIn } from "../../../src/settings/schema/of-roles.ts";
import { packageRoot } from "../../../src/system/paths.ts";
import { publicKey } from "../../support/ssh-key.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-roles-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const trixie = { distribution: "debian", suite: "trixie" };
const role = (content: object) => ({
  role: roleSchema.parse({ label: "a role", ...content }),
  mistakes: [],
  path: "x.json",
});
const catalogue = (roles: Record<string, object>) =>
  new Map(Object.entries(roles).map(([name, content]) => [name, role(content)]));

describe("roles", () => {
  it("that are shipped have no mistakes, and fit the suites that they are for", () => {
    expect([...roleFiles.keys()]).toEqual(expect.arrayContaining(["console", "kiosk", "rdp", "lxde", "ssh"]));
    for (const [name, { mistakes }] of roleFiles) expect(mistakes, name).toEqual([]);
    for (const suite of ["trixie", "bookworm"])
      for (const name of roleFiles.keys()) expect(roleMistakes([name], { ...trixie, suite })).toEqual([]);
  });

  it("that are shipped warn about settings that there are, and declare none that is there already", () => {
    const shape = client.shape as Record<string, unknown>;
    const declared = Object.keys(declaredIn("client"));
    expect(declared.length).toBeGreaterThan(0);
    expect(Object.keys(shape)).toEqual(expect.arrayContaining(declared));
    const source = readFileSync(join(packageRoot(), "src/settings/schema/client.ts"), "utf8");
    for (const key of declared) expect(source).not.toMatch(new RegExp(`^  ${key}:`, "m"));
    for (const [name, { role }] of roleFiles)
      for (const { when, unless } of role?.warnings ?? [])
        for (const setting of Object.keys({ ...when, ...unless }))
          expect(fields().has(setting), `${name}: ${setting}`).toBe(true);
  });

  it("declare what has to answer on a client, for roles that include them too", () => {
    expect(clientNeeds(["compute"]).answers).toEqual([{ port: 22, begins: "SSH-2.0-" }]);
    expect(clientNeeds(["console"]).answers).toEqual([]);
    expect([clientNeeds(["kiosk"]).page, clientNeeds(["jwm"]).page]).toEqual([true, false]);
    const mistakes = (answers: unknown) =>
      roleSchema.safeParse({ label: "x", proof: { answers } }).error?.issues.length ?? 0;
    expect(mistakes([{ port: 8080, begins: "HTTP/1.1 200" }])).toBe(0);
    expect(mistakes([{ port: 0, begins: "x" }])).toBe(1);
    expect(mistakes([{ port: 80, begins: "a\nb" }])).toBe(1);
  });

  it("bring what they include, and what differs by distribution and suite", () => {
    const own = catalogue({
      base: { packages: ["one"], enable: ["a.service"] },
      top: {
        includes: ["base"],
        packages: ["two"],
        remove: ["old"],
        drivers: ["qxl"],
        on: { debian: { packages: ["three"] }, trixie: { mask: ["b.timer"] }, noble: { packages: ["four"] } },
      },
    });
    expect(broughtBy(["top"], trixie, own)).toMatchObject({
      roles: ["base", "top"],
      packages: ["one", "two", "three", "xserver-xorg-video-qxl"],
      remove: ["old"],
      enable: ["a.service"],
      mask: ["b.timer"],
    });
    expect(broughtBy(["top"], { distribution: "ubuntu", suite: "noble" }, own).packages).toContain("four");
  });

  it("that include each other end", () => {
    const own = catalogue({ a: { includes: ["b"] }, b: { includes: ["a"] } });
    expect(broughtBy(["a"], trixie, own).roles).toEqual(["b", "a"]);
  });

  it("that exclude each other, or do not fit the suite, are refused in words", () => {
    expect(roleMistakes(["kiosk", "jwm"], trixie)).toEqual([
      "the roles kiosk and jwm exclude each other: both start on the first console",
    ]);
    const own = catalogue({ a: { conflicts: ["b"] }, b: {}, c: { includes: ["d"] } });
    expect(roleMistakes(["b", "a"], trixie, own)).toEqual(["the roles b and a exclude each other"]);
    expect(roleMistakes(["c"], trixie, own)).toEqual([
      expect.stringMatching(/^the role c includes d, but there is no d\.json in .*roles or .*roles$/),
    ]);
    const noble = {
      version: 1,
      base: { distribution: "ubuntu", suite: "noble" },
      packages: { roles: ["kiosk"] },
    };
    expect(() => parseSettings(noble)).toThrow("the role kiosk is made for trixie, bookworm, not for noble");
    // Its packages have other names in each suite: elsewhere none would be installed.
    const sid = { version: 1, base: { suite: "sid" }, packages: { roles: ["jwm", "rdp"] } };
    expect(() => parseSettings(sid)).toThrow(
      "the role rdp is made for trixie, bookworm, noble, jammy, not for sid",
    );
  });

  it("of one's own are read from the configuration and the working directory, with their mistakes", () => {
    mkdirSync(join(folder, "roles"));
    const write = (name: string, text: string) => writeFileSync(join(folder, "roles", name), text);
    write("till.json", '{"label": "a till", "packages": ["sl"], "files": {"etc/till.conf": "x"}}');
    write("broken.json", '{"label": "x", "packages": ["a;b"], "colour": 1}');
    write("torn.json", "{");
    write("Not A Role.json", "{}");
    vi.stubEnv("THINSMITH_CONFIG", folder);
    write("UPPER.json", "{}");
    const again = { kind: "word", label: "options", help: "Options." };
    write(
      "horizon.json",
      JSON.stringify({ label: "x", settings: { "roles.horizon.vmwareViewOptions": again } }),
    );
    const { files: found, unread } = readRoles();
    expect(unread).toEqual([
      expect.stringMatching(
        /roles\/Not A Role\.json is not read: "Not A Role" is not a role's name: a lower/,
      ),
      expect.stringMatching(/roles\/UPPER\.json is not read: "UPPER" is not a role's name/),
    ]);
    expect(found.get("till")).toMatchObject({ mistakes: [], role: { packages: ["sl"] } });
    expect(found.get("broken")?.mistakes.join()).toMatch(
      /packages\.0: "a;b" is not allowed; allowed: a package name.*"colour" is not known here/,
    );
    expect(found.get("horizon")).toMatchObject({
      role: undefined,
      mistakes: [
        "settings.roles.horizon.vmwareViewOptions: the role of thinsmith that it replaces has a setting of that last name",
      ],
    });
    expect(found.get("torn")?.mistakes.join()).toMatch(/^it is not JSON: /);
    expect(found.has("Not A Role")).toBe(false);
    expect(found.has("console")).toBe(true);
    expect(roleMistakes(["torn"], trixie, found)[0]).toMatch(/the role torn has mistakes \(.*torn\.json\)/);
    const program = '"usr/lib/thinsmith/session": {"text": "#!/bin/sh\\n", "executable": true}';
    write("bare.json", '{"label": "x", "session": true, "includes": ["xorg"]}');
    write("sly.json", `{"label": "x", "files": {${program}}}`);
    write("whole.json", `{"label": "x", "session": true, "files": {${program}}}`);
    const sessions = readRoles().files;
    expect(sessions.get("bare")?.mistakes.join()).toMatch(/brings no usr\/lib\/thinsmith\/session/);
    expect(sessions.get("sly")?.mistakes.join()).toMatch(/has to be true/);
    expect(sessions.get("whole")?.mistakes).toEqual([]);
    write("top.json", '{"label": "includes one with mistakes", "includes": ["torn"]}');
    expect(roleMistakes(["top"], trixie, readRoles().files)).toEqual([
      expect.stringMatching(/the role torn has mistakes \(.*torn\.json\)/),
    ]);
  });

  it.each([
    { packages: ["-o"] },
    { packages: ["a b"] },
    { remove: ["$(x)"] },
    { enable: ["x.service --now"] },
    { enable: ["--root=/x.service"] },
    { mask: ["../x.service"] },
    { files: { "/etc/x": "" } },
    { files: { "etc/../x/y": "" } },
    { files: { "run/x": "" } },
    { files: { "var/run/x": "" } },
    { files: { "etc/a\nb": "" } },
    { files: { etc: "" } },
    { files: { "etc/x": "y".repeat(70_000) } },
    { includes: ["A"] },
    { drivers: ["voodoo"] },
    { label: "a\x1b[2J" },
    { on: { "a b": {} } },
  ])("that are hostile are refused: %j", (content) => {
    expect(roleSchema.safeParse({ label: "x", ...content }).success).toBe(false);
  });

  it("reach the packages, the removals and the files of an image", () => {
    const settings = parseSettings({
      version: 1,
      packages: { roles: ["kiosk", "compute"], drivers: ["wacom"], remove: ["nano"] },
      client: { user: "me", sshKeys: [`${publicKey("ssh-ed25519")} me@here`], sshRoot: true },
    });
    expect(packagesToInstall(settings)).toEqual(
      expect.arrayContaining(["cage", "chromium", "openssh-server", "xserver-xorg-input-wacom"]),
    );
    expect(packagesToRemove(settings)).toEqual(["nano"]);
    const { files, mask, roles } = additionsOf(settings);
    expect(roles).toEqual(["kiosk", "ssh", "compute"]);
    expect(mask).toEqual(["ctrl-alt-del.target", "display-manager.service"]);
    expect(files["etc/ssh/authorized_keys.d/me"]?.text).toBe(`${publicKey("ssh-ed25519")} me@here\n`);
    expect(Object.keys(files)).toContain("etc/ssh/authorized_keys.d/root");
  });

  it("with a session have the screen for themselves, unless the user logs in by hand", () => {
    const masked = (roles: string[], autologin: boolean) =>
      additionsOf(parseSettings({ version: 1, packages: { roles }, client: { autologin } })).mask;
    expect(masked(["lxde"], true)).toEqual(["display-manager.service"]);
    expect(masked(["lxde"], false)).toEqual([]);
    expect(masked(["console"], true)).toEqual([]);
  });

  it("are named where the suite lacks one of their packages", () => {
    const settings = parseSettings({ version: 1, packages: { roles: ["lxde"] } });
    expect(explain(["E: Unable to locate package lxde-core"], settings)).toMatchObject({
      message: "The package lxde-core of the role lxde does not exist in Debian 13 trixie.",
      setting: "packages.roles",
    });
  });
});

const keyMistake = (key: string): string => {
  try {
    parseSettings({ version: 1, client: { sshKeys: [key] } });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("SSH keys", () => {
  it("are lines of public keys", () => {
    for (const type of ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com"])
      expect(keyMistake(`${publicKey(type)} me@here`)).toBe("");
  });

  it.each([
    [
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n-----END OPENSSH PRIVATE KEY-----",
      "this is a private key",
    ],
    ["-----BEGIN RSA PRIVATE KEY-----", "this is a private key"],
    ["~/.ssh/id_ed25519.pub", "is the name of a file"],
    [`ssh-dss ${"A".repeat(60)}`, "DSA keys are no longer accepted"],
    [`command="x" ssh-ed25519 ${"A".repeat(60)}`, "options before a key are not supported"],
    [`ssh-ed25519 ${"A".repeat(60)} a\nssh-ed25519 ${"B".repeat(60)}`, "more than one line or key"],
    ["ssh-ed25519 short", "this is not a public key"],
  ])("are nothing else: %j", (key, message) => {
    expect(keyMistake(key)).toContain(message);
  });
});
