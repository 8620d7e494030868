import { expect, it } from "vitest";
import { bindingsOf, keyTable, type ScreenName } from "../../components/keys.ts";

const titles: Record<ScreenName, string> = {
  start: "The first screen",
  steps: "The steps",
  step: "One step",
  onward: "One step, on its way on",
  choice: "One of several",
  several: "Any number of several",
  list: "A list that you write",
  packages: "Packages",
  text: "A line that you write",
  search: "A search",
  summary: "Summary",
  build: "A build",
  paused: "A build that waits for you",
  cancelling: "A build, asked whether to cancel",
  cancelled: "A build that is being cancelled",
  log: "The full log",
  failure: "A build that failed over a setting",
  failureElse: "A build that failed otherwise",
  done: "A release",
  boot: "Test boot",
  inspect: "Inside an image",
  extracting: "Inside an image, asked whether to extract",
  replacing: "Inside an image, asked whether to replace what was extracted before",
  waiting: "Inside an image, while something is made",
  listing: "A list of an image's files or packages",
  listings: "Several lists of an image's files",
  comparison: "What two images differ in",
  file: "A file of an image",
  typing: "Test boot, typing to the client",
  serveSetup: "Before an image is served",
  serve: "Serving an image",
  stopServing: "Serving an image, asked whether to stop",
  discarding: "A draft that would be lost",
  mistakes: "What is wrong with a preset",
  help: "Help",
};

it("the list of keys in the documents is the table's", async () => {
  const sections = (Object.keys(keyTable) as ScreenName[]).map((screen) => {
    const rows = bindingsOf(screen).map(
      ({ keys, label }) => `| ${keys.map((key) => `\`${key}\``).join(" ")} | ${label} |`,
    );
    return [`## ${titles[screen]}`, "", "| keys | what they do |", "| --- | --- |", ...rows].join("\n");
  });
  const text = [
    "# Keys of the wizard",
    "",
    "Made from components/keys.ts by its test (`vitest -u`).",
    ...sections,
  ];
  await expect(`${text.join("\n\n")}\n`).toMatchFileSnapshot("../../docs/KEYS.md");
});
