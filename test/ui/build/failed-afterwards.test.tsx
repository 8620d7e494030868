import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { outcomeOf } from "../../../components/build/build-outcome.ts";
import { BuildSession } from "../../../components/build/build-session.ts";
import { Failure } from "../../../components/build/Failure.tsx";
import { writeFailure } from "../../../src/commands/run/build-result.ts";
import type { BuildEvent } from "../../../src/pipeline/events.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { makeRelease } from "../../support/releases/fake-release.ts";
import { draw } from "../../support/ui/draw.tsx";

let output: string;
let screen: ReturnType<typeof draw> | undefined;
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), "thinsmith-afterwards-"));
});
afterEach(async () => {
  screen?.unmount();
  vi.restoreAllMocks();
  await rm(output, { recursive: true });
});

/** The last events of a build whose test machine did not boot, or that was cancelled while it booted. */
const lastEvents = (release: string, cancelled: boolean): BuildEvent[] => [
  { type: "stage-ended", at: 1, stage: "publish", outcome: "done", seconds: 1 },
  { type: "stage-started", at: 2, stage: "test" },
  { type: "stage-ended", at: 3, stage: "test", outcome: cancelled ? "cancelled" : "failed", seconds: 600 },
  {
    ...{ type: "build-ended", at: 4, ok: false, seconds: 700, release },
    failure: cancelled
      ? { message: "The build was cancelled.", cancelled }
      : { stage: "test", message: "The test machine did not boot.", cancelled },
  },
];

/** What the wizard makes of them, and what the command writes. */
const endOf = async (release: string, cancelled: boolean) => {
  const events = lastEvents(release, cancelled);
  const session = new BuildSession(async function* () {
    yield* events;
  });
  const outcome = await outcomeOf(session, "lab", output);
  if (!("failed" in outcome)) throw new Error(`the wizard says: ${outcome.built.title}`);
  let written = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written += text;
    return true;
  });
  await writeFailure(outcome.failed.failure, { release });
  return { view: outcome.failed, written };
};

describe("a build that fails when its release is there already", () => {
  it.each([
    [60, 20],
    [80, 24],
  ])("says in %d x %d that it failed, and that the image is built", async (columns, rows) => {
    const { directory, manifest } = await makeRelease({ output, id: "20261122T211403Z-01234567" });
    const { view, written } = await endOf(directory, false);
    screen = draw(
      <Failure {...view} settings={parseSettings(manifest.settings)} onCommand={() => {}} />,
      columns,
      rows,
    );
    await screen.shows("Build failed");
    const frame = screen.frame();
    expect(frame).toContain("The test machine did not boot.");
    expect(frame).toMatch(/The image itself is built, and current:\s+\S*20261122T211403Z-01234567\s*\n/);
    expect(frame).toContain("r continues from test");
    expect(frame).not.toMatch(/Nothing was changed|is built *\n/);
    expect(written).toContain("thinsmith: The test machine did not boot.");
    expect(written).toContain(`The image itself is built, and current: ${directory}\n`);
    expect(written).not.toContain("earlier release");
  });

  it("says that it was cancelled, and does not call a release on trial current", async () => {
    await makeRelease({ output, id: "20261121T211403Z-01234567" });
    const { directory, manifest } = await makeRelease({
      ...{ output, id: "20261122T211403Z-01234567", links: ["canary"] },
    });
    const { view, written } = await endOf(directory, true);
    screen = draw(<Failure {...view} settings={parseSettings(manifest.settings)} onCommand={() => {}} />);
    await screen.shows("Build cancelled");
    expect(screen.frame()).toContain("The image itself is built, and on trial with the canaries:");
    expect(written).toBe(
      `Cancelled. The image itself is built, and on trial with the canaries: ${directory}\n`,
    );
  });
});
