import { exportSettings } from "../../../src/settings/export.ts";
import type { PresetEntry } from "../../../src/settings/preset-list.ts";
import { deletePreset, readPresetFile, settingsOf } from "../../../src/settings/presets.ts";
import { writtenPath } from "../../../src/system/paths.ts";
import type { Command } from "../../keys/keys.ts";
import { saveAs } from "../save-as.ts";
import type { Asking } from "./asking.ts";
import { keyOfPreset } from "./rows.ts";

/** Makes a preset of a file. */
export const importPreset = ({ done, ask }: Asking): void => {
  ask(
    {
      ...{ title: "Import a preset", label: "file", start: "" },
      about:
        "Path of a preset file, as export writes it. It becomes a preset of your own, under the name in it.",
    },
    async (file, again) => {
      if (file === "") return "Write the path of a preset file.";
      const settings = await readPresetFile(writtenPath(file));
      const problem = await saveAs(settings.name, settings, again);
      if (problem === undefined)
        done(`The preset ${settings.name} is imported.`, keyOfPreset({ origin: "own", name: settings.name }));
      return problem;
    },
  );
};

/** Does what the first screen has keys for with a preset: asks first. */
export const tendPreset = (
  command: Command,
  preset: PresetEntry,
  { work, stay, done, question, ask }: Asking,
): void => {
  const askRemove = () =>
    question(
      { title: `Delete ${preset.name}`, warning: `The preset ${preset.name} is deleted. Images stay.` },
      async () => {
        await deletePreset(preset.name);
        return `The preset ${preset.name} is deleted.`;
      },
    );
  const askName = () =>
    ask(
      {
        ...{ title: `Rename ${preset.name}`, label: "name", start: preset.name },
        about: "The preset is saved under the new name, and no longer under the old one.",
      },
      async (name, again) => {
        if (name === preset.name) return stay();
        const problem = await saveAs(name, settingsOf(preset), again);
        if (problem === undefined)
          work(
            async () => {
              await deletePreset(preset.name);
              return `The preset ${preset.name} is called ${name} now.`;
            },
            keyOfPreset({ origin: "own", name }),
          );
        return problem;
      },
    );
  const askFile = () =>
    ask(
      {
        ...{ title: `Export ${preset.name}`, label: "file", start: `${preset.name}.json` },
        about:
          "The preset is written to this file, which others can import: a path, or a name in this folder.",
      },
      async (file, again) => {
        if (!(await exportSettings(writtenPath(file), settingsOf(preset), again)))
          return `${file} is there. Enter again replaces it; esc keeps it.`;
        done(`${preset.name} is written to ${file}.`);
        return undefined;
      },
    );

  if (command === "remove") askRemove();
  if (command === "rename") askName();
  if (command === "export") askFile();
};
