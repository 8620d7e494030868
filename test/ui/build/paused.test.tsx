import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Build } from "../../../components/build/Build.tsx";
import { BuildSession } from "../../../components/build/build-session.ts";
import { vagrantStages } from "../../../src/builders/vagrant/definitions.ts";
import type { BuildEvent } from "../../../src/pipeline/events.ts";
import { plan } from "../../../src/pipeline/plan.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { draw } from "../../support/ui/draw.tsx";

let screen: ReturnType<typeof draw> | undefined;
// Of the disk the screen tells where the cache is there already.
beforeEach(() => vi.stubEnv("THINSMITH_CACHE", tmpdir()));
afterEach(() => {
  screen?.unmount();
  vi.unstubAllEnvs();
});

const facts = {
  sources: {},
  privilege: "root",
  siteFiles: { overlays: [], certificates: "", demanded: {} },
} as const;
/** Every stage that a build with the Vagrant builder can have. */
const stages = plan(
  vagrantStages,
  parseSettings({ version: 1, base: { builder: "vagrant" }, machines: { test: true } }),
  facts,
);
/** As it is where thinsmith was installed and Vagrant's machines lie in somebody's folder. */
const command =
  "VAGRANT_CWD=/usr/local/lib/node_modules/thinsmith VAGRANT_DOTFILE_PATH=/home/somebody/clients/.vagrant vagrant ssh template";
const events: readonly BuildEvent[] = [
  {
    ...{ type: "build-started", at: 1, name: "lab", log: "build/lab/build.log" },
    stages: stages.map(({ name, key, needs }) => ({ stage: name, key, needs })),
  },
  { type: "stage-started", at: 2, stage: "customize" },
  { type: "stage-progress", at: 3, stage: "customize", detail: "waiting for you" },
  { type: "stage-paused", at: 4, stage: "customize", machine: "template", command },
];

it.each([
  [80, 24],
  [120, 40],
])("a build that waits tells all of how to get into the machine in %d x %d", async (columns, rows) => {
  expect(stages.length).toBe(13);
  const session = new BuildSession(async function* () {
    yield* events;
    await new Promise(() => {});
  });
  screen = draw(<Build session={session} />, columns, rows);
  await screen.shows("The machine template is yours.");
  const frame = screen.frame();
  // Of a wide screen, the pane that is not the machine's.
  const body = frame.replace(/^│(.*?)│.*$/gm, "$1");
  // A line may be broken anywhere.
  expect(body.replace(/\s+/g, "")).toContain(command.replace(/\s+/g, ""));
  expect(frame).toContain("Press s to open a shell in it; exit returns here.");
  for (const { name } of stages) expect(body).toMatch(new RegExp(`^ . ${name}`, "m"));
  expect(frame).toContain("s open a shell   enter go on with the build");
});
