import { expect, it } from "vitest";
import { screens } from "../../support/ui/screens.ts";

it("the list of keys in the documents is that of the screens", async () => {
  // Screens with the same title share their keys.
  const byTitle = new Map([...screens.values()].map((screen) => [screen.title, screen]));
  const sections = [...byTitle.values()].map(({ title, bindings }) => {
    const rows = bindings.map(
      ({ keys, label }) => `| ${keys.map((key) => `\`${key}\``).join(" ")} | ${label} |`,
    );
    return [`## ${title}`, "", "| keys | what they do |", "| --- | --- |", ...rows].join("\n");
  });
  const text = [
    "# Keys of the wizard",
    "Made from the screens in components/ by test/unit/components/keys-doc.test.ts (`vitest -u`).",
    "A click goes to a row, a double click does what Enter does there, the wheel moves as the arrows do.",
    "In every screen Ctrl-Z stops the program, as in a shell; `fg` draws it anew.",
    ...sections,
  ];
  await expect(`${text.join("\n\n")}\n`).toMatchFileSnapshot("../../../docs/KEYS.md");
});
