import { expect, it } from "vitest";
import { bindingsOf, keyTable, type ScreenName } from "../../../components/keys/keys.ts";
import { screenTitles } from "../../../components/keys/screen-titles.ts";

it("the list of keys in the documents is the table's", async () => {
  const sections = (Object.keys(keyTable) as ScreenName[]).map((screen) => {
    const rows = bindingsOf(screen).map(
      ({ keys, label }) => `| ${keys.map((key) => `\`${key}\``).join(" ")} | ${label} |`,
    );
    return [`## ${screenTitles[screen]}`, "", "| keys | what they do |", "| --- | --- |", ...rows].join("\n");
  });
  const text = [
    "# Keys of the wizard",
    "",
    "Made from components/keys/keys.ts by its test (`vitest -u`).",
    ...sections,
  ];
  await expect(`${text.join("\n\n")}\n`).toMatchFileSnapshot("../../../docs/KEYS.md");
});
