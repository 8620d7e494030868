import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/system/paths.ts";
import { newWorkplace, type Workplace } from "../support/cli.ts";
import { putLists } from "../support/lists.ts";
import { openTerminal } from "../support/ui/terminal.ts";
import { waitFor } from "../support/wait.ts";

/** A forge shows larger pictures late. */
const largest = 60_000;

let workplace: Workplace;
let terminal: ReturnType<typeof openTerminal> | undefined;
beforeAll(async () => {
  workplace = await newWorkplace();
  await putLists(workplace.env.THINSMITH_CACHE ?? "");
});
afterEach(() => {
  terminal?.kill("SIGKILL");
});
afterAll(() => rm(workplace.folder, { recursive: true }));

const open = (...args: string[]) => {
  terminal = openTerminal(workplace, args, { columns: 120, rows: 34, env: { FORCE_COLOR: "2" } });
  return terminal;
};

/** The picture in the documentation is the one of today; with `--update` it becomes that. */
const isIn = async (name: string, title: string) => {
  let picture = "";
  // A change is drawn in more than one frame.
  await waitFor(() => {
    const before = picture;
    picture = terminal?.picture(title) ?? "";
    return picture === before;
  });
  expect(picture.length).toBeLessThan(largest);
  await expect(picture).toMatchFileSnapshot(`../../docs/screens/${name}.svg`);
};

describe("the pictures in the documentation", () => {
  it("show the wizard and its packages", async () => {
    const { shows, press, pick } = open();
    await pick("console");
    press("\r");
    await shows(/packages, .*download/);
    await shows("A client with");
    press("j");
    press("j");
    await shows(/❯ +Packages/);
    await isIn("wizard", "The steps of an image, what it is made of, and the memory of a client");
    press("\r");
    await shows(/❯ +Next/);
    press("g");
    await shows(/❯ +roles/);
    press("j");
    await shows(/❯ +install/);
    press("\r");
    await shows(/\d+ chosen/);
    press("vim");
    await shows(/\/ vim/);
    await shows("8 found, 0 chosen");
    await shows(/│ vim 2:9\.1/);
    await shows(/vim-runtime +\d/);
    await shows(/levee +also provides editor/);
    await isIn("packages", "Packages that are searched for, with what one of them would add");
  });
});

describe("the README", () => {
  it("has only pictures that are there", () => {
    const text = readFileSync(join(packageRoot(), "README.md"), "utf8");
    const pictures = [...text.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path]) => path ?? "");
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) expect(existsSync(join(packageRoot(), picture)), picture).toBe(true);
  });
});
