import type { Command } from "../../keys/keys.ts";
import { askingOn, failed, type Options } from "./asking.ts";
import type { Entry } from "./rows.ts";
import { tendDraft } from "./tend-draft.ts";
import { tendImage } from "./tend-image.ts";
import { importPreset, tendPreset } from "./tend-preset.ts";

/** Does what the first screen has keys for beside opening: asks first where that is needed. */
export const tend = (command: Command, entry: Entry, options: Options): void => {
  const asking = askingOn(options);
  const begin = async (): Promise<void> => {
    if (command === "import") importPreset(asking);
    else if (entry.kind === "draft") tendDraft(command, entry.draft.name, asking);
    else if (entry.kind === "preset") tendPreset(command, entry.preset, asking);
    else if (entry.kind === "image" || entry.kind === "release") await tendImage(command, entry, asking);
  };
  begin().catch((error: Error) => options.onDone(failed(error)));
};
