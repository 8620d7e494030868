/** Characters from the firmware's first message on in which its last one is looked for. */
const firmwareText = 64 * 1024;

/**
 * Why firmware has started nothing, from what OVMF says on the console; undefined where it has said no such thing, or something
 * was started. Its lines are broken where its terminal ends, in the middle of words. Pure.
 */
export const firmwareRefusal = (consoleText: string): string | undefined => {
  const at = consoleText.indexOf("BdsDxe: ");
  if (at < 0 || consoleText.includes("Linux version")) return undefined;
  const said = consoleText.slice(at, at + firmwareText).replace(/\x1b\[[0-9;?=]*[A-Za-z]|[\r\n]/g, "");
  if (/BdsDxe: failed to load Boot[0-9A-F]{4}(?:(?!BdsDxe).)*?: Access Denied/.test(said))
    return "the firmware refuses the image (Access Denied): it is not signed by the db of its keys, or was changed since";
  return /BdsDxe: No bootable option or device was found/.test(said)
    ? "the firmware could not load the image, and found nothing else to start"
    : undefined;
};
