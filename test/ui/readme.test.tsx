import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Build } from "../../components/build/Build.tsx";
import { BuildSession } from "../../components/build/build-session.ts";
import { packageRoot } from "../../src/system/paths.ts";
import { localStageNames } from "../support/releases/stages.ts";
import { openAppAt } from "../support/ui/app.tsx";
import { draw } from "../support/ui/draw.tsx";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-readme-"));
const environment = { ...process.env };

/** Packages of the README's search, as Debian describes them. */
const packages = [
  ["vim", 3936, "Vi IMproved - enhanced vi editor"],
  ["vis", 1406, "Modern, legacy free, simple yet efficient vim-like editor"],
  ["vile", 1284, "VI Like Emacs - vi work-alike"],
] as const;

beforeAll(() => {
  process.env.THINSMITH_CACHE = join(folder, "cache");
  process.env.THINSMITH_CONFIG = join(folder, "config");
  const lists = join(folder, "cache/downloads/debian/lib/apt/lists");
  mkdirSync(lists, { recursive: true });
  const stanzas = packages.map(
    ([name, size, description]) =>
      `Package: ${name}\nVersion: 1\nArchitecture: amd64\nPriority: optional\nSection: editors\nInstalled-Size: ${size}\nSize: 500000\nDescription: ${description}\n`,
  );
  writeFileSync(join(lists, "mirror_debian_dists_trixie_main_binary-amd64_Packages"), stanzas.join("\n"));
});
afterAll(() => {
  process.env = environment;
  rmSync(folder, { recursive: true });
});

let screen: ReturnType<typeof draw> | undefined;
afterEach(() => screen?.unmount());

/** The lines of the README's screen that has a text in its title, without the indent of a block. */
const shownInReadme = (title: string): string[] => {
  const readme = readFileSync(join(packageRoot(), "README.md"), "utf8");
  const block = readme.split(/\n(?! {4}|\n)/).find((part) => part.includes(title)) ?? "";
  const lines = block.split("\n").filter((line) => line.startsWith("    "));
  return lines.map((line) => line.slice(4)).filter((line) => line.trim() !== "");
};

/** What depends on the packages of today: how many there are, and what is not in this list. */
const comparable = (lines: readonly string[]) =>
  lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !line.includes("not in this suite"))
    .map((line) =>
      /estimate|30 clients|found/.test(line)
        ? line.replace(/[0-9.]+ ?[kMG]?i?B?/g, "N").replace(/ +/g, " ")
        : line,
    );

const openNew = async () => {
  screen = await openAppAt("New image", { output: join(folder, "build") });
  await screen.shows(/estimate +\d+ packages/);
  return screen;
};

describe("the screens in the README", () => {
  it("are the steps as they are", async () => {
    const { frame, press, shows } = await openNew();
    // As a person sees them who has looked at the first two steps, and is at the third.
    for (const next of ["Kernel", "Packages"]) {
      press("enter");
      await shows(`Next: ${next}`);
    }
    press("enter");
    await shows("Next: Exclude");
    press("esc");
    await shows(/❯ ✔ Packages/);
    const readme = shownInReadme("*draft, kept as you go");
    expect(readme.length).toBeGreaterThan(10);
    expect(comparable(readme)).toEqual(comparable(frame().split("\n")));
  });

  it("are a search for packages as it is", async () => {
    const { frame, press, shows } = await openNew();
    press("j");
    press("j");
    await shows(/❯ +Packages/);
    press("enter");
    await shows("Next: Exclude");
    press("g");
    press("j");
    await shows(/❯ install/);
    press("enter");
    await shows(/3 packages/);
    press("/");
    await shows("go to the list");
    press("section:editors vi");
    await shows("3 found");
    const readme = comparable(shownInReadme("found, 0 chosen"));
    expect(readme.length).toBeGreaterThan(5);
    expect(comparable(frame().split("\n")).slice(0, readme.length)).toEqual(readme);
  });

  it("are a build as it is", async () => {
    const ended = ["customize", "kernel", "rootfs", "home"] as const;
    let end: () => void = () => {};
    const session = new BuildSession(async function* () {
      const at = Date.now();
      const stages = localStageNames.map((stage) => ({ stage, key: "k", expectedSeconds: 5 }));
      yield { type: "build-started", at, name: "my-image", log: "build.log", stages };
      yield { type: "stage-ended", at, stage: "bootstrap", outcome: "cached", seconds: 0 };
      for (const stage of [...ended, "initrd"] as const) yield { type: "stage-started", at, stage };
      for (const stage of ended) yield { type: "stage-ended", at, stage, outcome: "done", seconds: 1 };
      const line =
        "dracut-install: cp '/lib/modules/6.12.117+deb13-amd64/kernel/drivers/usb/host/xhci-hcd.ko.xz'";
      yield { type: "log", at, stage: "initrd", line };
      await new Promise<void>((done) => {
        end = done;
      });
    });
    screen = draw(<Build session={session} />);
    await screen.shows("dracut-install");
    // How busy the processor is takes two looks.
    await screen.shows(/cpu +\d/);
    // How long it takes, how far it is and how busy the machine is.
    const masked = (lines: readonly string[]) =>
      comparable(lines)
        .map((line) =>
          line.replace(/nearly done|about [0-9:]+ to go/, "left").replace(/(free) +log .*/, "$1"),
        )
        .map((line) =>
          line
            .replace(/[0-9.:]+/g, "N")
            .replace(/[█░]+/, "bar")
            .replace(/ +/g, " "),
        );
    const readme = masked(shownInReadme("Building my-image"));
    expect(readme.length).toBeGreaterThan(10);
    expect(masked(screen.frame().split("\n"))).toEqual(readme);
    end();
  });
});
