import { guestParameters } from "../../settings/boot-parameters.ts";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";

/**
 * Words of a kernel command line with which somebody gets a shell, or runs a program of theirs: of the kernel, initramfs-tools(7)
 * and systemd(1), which takes - for _.
 */
const opening =
  /^(rdinit|init|break|panic|boot|root|nfsroot|bootserver|bootpath|systemd\.(run|run_[a-z_]+|debug_shell|unit|wants|import_credentials|set_credential(_binary)?)|rd\.[^=]*|(rescue|emergency|single|s|S|1))(=|$)/;

/** Why an image cannot be locked: what contradicts it, and the setting. */
const contradictionIn = ({
  boot,
  publish,
}: Pick<Settings, "boot" | "publish">): { says: string; setting: string } | undefined => {
  if (!boot.uki)
    return {
      says: "boot.uki is off, so that every loader can give the client another initrd",
      setting: "boot.uki",
    };
  if (publish.key === null)
    return {
      says: "publish.key names no keys, so that clients cannot check signatures",
      setting: "publish.key",
    };
  if (boot.initrdDebug)
    return { says: "boot.initrdDebug opens a shell on every client", setting: "boot.initrdDebug" };
  for (const word of boot.extra) {
    if (opening.test(word.replaceAll("-", "_")))
      return {
        says: `boot.extra has ${word}, by which the client's start can be changed`,
        setting: "boot.extra",
      };
    const parameter = guestParameters.find(({ name }) => word.startsWith(`${name}=`));
    if (parameter)
      return {
        says: `boot.extra has ${word}, which its clients ignore${parameter.setting ? `: use ${parameter.setting}` : ""}`,
        setting: "boot.extra",
      };
  }
  return undefined;
};

/**
 * Whether clients of an image take nothing from outside that their site has not signed.
 * @param firmware whether the keys of publish.key have one for firmware
 * @throws ThinsmithError where it should be so, and another setting contradicts it
 */
export const isLocked = (settings: Pick<Settings, "boot" | "publish">, firmware: boolean): boolean => {
  const { locked, uki } = settings.boot;
  if (locked === "no" || (locked === "auto" && !(uki && firmware))) return false;
  const found = contradictionIn(settings);
  if (found === undefined) return true;
  throw new ThinsmithError(
    `The image cannot be locked (boot.locked${locked === "auto" ? ", since its keys have one for firmware" : ""}): ${found.says}.`,
    { remedy: "Change that setting, or build with boot.locked=no.", setting: found.setting },
  );
};
