import type { Role } from "./role.ts";
import { schemaOf } from "./role-setting.ts";

/** What is wrong with the settings that a role declares, in sentences. Pure. */
export const settingMistakes = (
  name: string,
  { settings }: Role,
  { shipped, script }: { readonly shipped: boolean; readonly script: boolean },
): string[] => {
  const start = shipped ? "client." : `roles.${name}.`;
  return Object.entries(settings).flatMap(([setting, declared]) => {
    const { kind, demand, parameter } = declared;
    const says: string[] = [];
    if (!setting.startsWith(start) || setting.slice(start.length).includes("."))
      says.push(`the name of a setting of this role is ${start}NAME`);
    if (/\.(settings|customize)$/.test(setting)) says.push("its last part is a file of the script already");
    if (!schemaOf(declared).safeParse(declared.default).success)
      says.push(`its default is not of the kind ${kind}`);
    if (parameter && !shipped) says.push("parameter is for thinsmith's own roles: the initrd has to know it");
    if (demand && kind !== "file" && kind !== "fileOrUrl")
      says.push("demand is for the kinds file and fileOrUrl");
    if (demand && !demand.sha256 && kind === "fileOrUrl")
      says.push("demand needs sha256 where an address is allowed: the setting that says the file's sum");
    if (demand?.sha256 && settings[demand.sha256]?.kind !== "sha256")
      says.push("demand.sha256 is one of this role's settings, of the kind sha256");
    if ((demand || declared.customize) && !script)
      says.push(`there is no script ${name}.sh beside the role's file that would read it`);
    return says.map((what) => `settings.${setting}: ${what}`);
  });
};
