import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Build } from "../../components/build/Build.tsx";
import { BuildSession } from "../../components/build/build-session.ts";
import { packageRoot } from "../../src/system/paths.ts";
import { localStageNames } from "../support/releases/stages.ts";
import { draw } from "../support/ui/draw.tsx";

let screen: ReturnType<typeof draw> | undefined;
afterEach(() => screen?.unmount());

/** The lines of the README's screen that has a text in its title, without the indent of a block. */
const shownInReadme = (title: string): string[] => {
  const readme = readFileSync(join(packageRoot(), "README.md"), "utf8");
  const block = readme.split(/\n(?! {4}|\n)/).find((part) => part.includes(title)) ?? "";
  const lines = block.split("\n").filter((line) => line.startsWith("    "));
  return lines.map((line) => line.slice(4)).filter((line) => line.trim() !== "");
};

describe("the screens in the README", () => {
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
    // How busy the processor is takes two looks, and how much of the disk is free comes apart from that.
    await screen.shows(/cpu +\d.* free/);
    // How long it takes, how far it is and how busy the machine is.
    const masked = (lines: readonly string[]) =>
      lines
        .map((line) => line.trimEnd())
        .filter((line) => line !== "")
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
