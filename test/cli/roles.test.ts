import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { putLists } from "../support/lists.ts";

/** A role with behaviour of its own, in its two files. */
const till = {
  label: "point of sale",
  settings: {
    "roles.till.printer": { kind: "host", label: "printer", help: "Prints receipts.", customize: true },
    "roles.till.colour": { kind: "word", label: "colour", help: "Colour of the till.", default: "blue" },
    "roles.till.licence": {
      ...{ kind: "file", label: "licence", help: "The licence of the till." },
      demand: { what: "its licence", remedy: "Ask the vendor for licence.key." },
    },
  },
  warnings: [{ when: { "roles.till.printer": null }, says: "The till prints nowhere." }],
};

const workplaces: Workplace[] = [];
afterAll(() => Promise.all(workplaces.map(({ folder }) => rm(folder, { recursive: true }))));

let workplace: Workplace;
const write = (name: string, text: string) => writeFile(join(workplace.folder, name), text);
const writeRole = (name: string, role: object) => write(`roles/${name}.json`, JSON.stringify(role));
beforeEach(async () => {
  workplace = await newWorkplace();
  await putLists(join(workplace.folder, "cache"));
  workplaces.push(workplace);
  await mkdir(join(workplace.folder, "roles"));
  await writeRole("till", till);
  await write("roles/till.sh", "install -m 644 licence /etc/till.licence\n");
  await write("licence.key", "one");
});

const plan = (...sets: string[]) =>
  thinsmith(workplace, [
    ...["build", "console", "--dry-run", "--set", "packages.roles+=till"],
    ...sets.flatMap((set) => ["--set", set]),
  ]);
/** The keys of the stages, by their names. */
const keys = async (...sets: string[]): Promise<Record<string, string>> => {
  const { stdout, stderr, status } = await plan("roles.till.licence=licence.key", ...sets);
  expect(status, stderr).toBe(0);
  return Object.fromEntries([...stdout.matchAll(/^(\w+) +([0-9a-f]{32}) /gm)].map(([, ...pair]) => pair));
};

describe("a role with behaviour of its own", () => {
  it("adds its settings, and warns about them", async () => {
    const { status, stderr } = await plan("roles.till.licence=licence.key");
    expect([status, stderr]).toEqual([0, "note: The till prints nowhere.\n"]);
    const set = await plan("roles.till.licence=licence.key", "roles.till.printer=printer.lab");
    expect([set.status, set.stderr]).toEqual([0, ""]);
    const misspelt = [{ when: { "roles.till.pritner": null }, says: "The till prints nowhere." }];
    await writeRole("till", { ...till, warnings: misspelt });
    expect((await plan("roles.till.licence=licence.key")).stderr).toBe(
      'note: The role till has a warning about "roles.till.pritner", which is not a setting.\n',
    );
    const table = await thinsmith(workplace, ["preset", "schema", "--table"]);
    expect(table.stdout).toContain("| roles.till.colour |  | blue |  | Colour of the till. |");
    const schema = await thinsmith(workplace, ["preset", "schema"]);
    expect(JSON.parse(schema.stdout).properties.roles.properties.till.properties).toHaveProperty("printer");
  });

  it.each(["a b", "$(id)", "a\nb", "-x", "'"])("refuses %j for a setting", async (value) => {
    const { status, stderr } = await plan("roles.till.licence=licence.key", `roles.till.printer=${value}`);
    expect(status).toBe(2);
    expect(stderr).toContain("is not allowed; allowed: a host name or an IPv4 address");
  });

  it("says in one screen which file it lacks, and where it is looked for", async () => {
    const unset = await plan();
    expect(unset.status).toBe(1);
    expect(unset.stderr).toContain(
      "The role till lacks its licence: roles.till.licence is not set.\nWhat to do: Ask the vendor for licence.key.\n",
    );
    const missing = await plan("roles.till.licence=none.key");
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain(
      "The role till lacks its licence: roles.till.licence names no file, there is no none.key.",
    );
    expect(missing.stderr).toContain(`looked for as ${join(workplace.folder, "none.key")}`);
    expect(missing.stderr.split("\n").length).toBeLessThan(24);
  });

  it("makes the tree anew when its script, its file or what the script reads changes, and only then", async () => {
    const first = await keys();
    expect(await keys()).toEqual(first);
    await write("licence.key", "two");
    const file = await keys();
    await write("roles/till.sh", "true\n");
    const script = await keys();
    const setting = await keys("roles.till.printer=printer.lab");
    const customize = [first, file, script, setting].map((all) => all.customize);
    expect(new Set(customize).size).toBe(4);
    for (const all of [file, script, setting]) expect(all.bootstrap).toBe(first.bootstrap);
    const unread = await keys("roles.till.colour=red");
    expect([unread.customize, unread.publish === script.publish]).toEqual([script.customize, false]);
  });

  it("is not in the way where it is not chosen, and its settings not where it is not there", async () => {
    const elsewhere = { version: 1, name: "elsewhere", roles: { other: { key: 1 } } };
    await write("elsewhere.json", JSON.stringify(elsewhere));
    const { status, stderr } = await thinsmith(workplace, ["build", "./elsewhere.json", "--dry-run"]);
    expect([status, stderr]).toEqual([0, ""]);
    await write("elsewhere.json", JSON.stringify({ ...elsewhere, roles: { till: { key: 1 } } }));
    const wrong = await thinsmith(workplace, ["build", "./elsewhere.json", "--dry-run"]);
    expect(wrong.stderr).toContain("roles.till.key: there is no such setting");
  });

  it("may have a hyphen in its name", async () => {
    const declared = { ...till.settings["roles.till.printer"], kind: "words", customize: false };
    await writeRole("my-till", { label: "x", settings: { "roles.my-till.hosts": declared } });
    const { status, stderr } = await plan(
      "roles.till.licence=licence.key",
      "roles.my-till.hosts=a,b",
      "roles.my-till.hosts-=b",
    );
    expect([status, stderr]).toEqual([0, "note: The till prints nowhere.\n"]);
  });

  const printer = till.settings["roles.till.printer"];
  const licence = till.settings["roles.till.licence"];
  it.each([
    ["of another name", { "client.user": printer }, "the name of a setting of this role is roles.bad.NAME"],
    ["of another role", { "roles.till.x": printer }, "the name of a setting of this role is roles.bad.NAME"],
    ["of no kind", { "roles.bad.x": { ...printer, kind: "shell" } }, "kind"],
    [
      "with a wrong default",
      { "roles.bad.x": { ...printer, default: "$(id)" } },
      "its default is not of the kind host",
    ],
    [
      "with a boot parameter",
      { "roles.bad.x": { ...printer, parameter: { name: "x", usage: "x=", help: "x" } } },
      "parameter is for thinsmith's own roles",
    ],
    ["without a script", { "roles.bad.x": licence }, "there is no script bad.sh beside"],
    [
      "of an address without sum",
      { "roles.bad.x": { ...licence, kind: "fileOrUrl" } },
      "demand needs sha256",
    ],
    ["that has no file", { "roles.bad.x": { ...licence, kind: "word" } }, "demand is for the kinds file and"],
    ["with a name for a path", { "roles.bad.../x": printer }, "a setting's dotted name"],
    ["that hides", { "roles.bad.x": { ...printer, label: "a\x1b[2J" } }, "one line of at most 20 characters"],
  ])("is refused with settings %s", async (_, settings, says) => {
    await writeRole("bad", { label: "x", settings });
    const { status, stderr } = await plan("packages.roles=bad");
    expect(status).toBe(2);
    expect(stderr).toContain(says);
  });
});
