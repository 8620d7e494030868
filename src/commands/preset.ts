import { Command } from "@commander-js/extra-typings";
import { jsonOption, setOption, withExamples } from "./options.ts";

export const presetList = withExamples(
  new Command("list").description("own and shipped presets").addOption(jsonOption()),
  "thinsmith preset list",
  "thinsmith preset list --json",
);

export const presetShow = withExamples(
  new Command("show")
    .description("print complete settings")
    .argument("<preset>", "name of a preset, or path of a preset file"),
  "thinsmith preset show console",
);

export const presetSave = withExamples(
  new Command("save")
    .description("save settings under a name")
    .argument("<name>", "name of the new preset")
    .option("--from <preset>", "preset or file to begin with", "console")
    .addOption(setOption())
    .option("--replace", "replace the saved preset of that name"),
  "thinsmith preset save lab --from console --set zram.sizePct=75",
);

export const presetDelete = withExamples(
  new Command("delete").description("delete a saved preset").argument("<preset>", "name of a saved preset"),
  "thinsmith preset delete lab",
);

export const presetImport = withExamples(
  new Command("import")
    .description("save a preset file as a preset of one's own")
    .argument("<file>", "path of a preset file")
    .option("--name <name>", "another name than the file's")
    .option("--replace", "replace the saved preset of that name"),
  "thinsmith preset import lab.json --name lab2",
);

export const presetExport = withExamples(
  new Command("export")
    .description("write a preset to a file, or print it")
    .argument("<preset>", "name of a preset")
    .argument("[file]", "- or none: print it")
    .option("--replace", "replace the file if there is one"),
  "thinsmith preset export lab lab.json",
);

export const presetSchema = withExamples(
  new Command("schema")
    .description("print the JSON Schema of preset files")
    .option("--table", "print every setting as a table in Markdown"),
  "thinsmith preset schema > schema.json",
);

export const preset = new Command("preset")
  .description("saved settings")
  .addCommand(presetList)
  .addCommand(presetShow)
  .addCommand(presetSave)
  .addCommand(presetDelete)
  .addCommand(presetImport)
  .addCommand(presetExport)
  .addCommand(presetSchema);
