/** A kernel module with the firmware files that it may request. */
export interface ModuleFirmware {
  readonly module: string;
  readonly firmware: readonly string[];
}

/** Longest entry that is found if the border of two chunks cuts it. In bytes. */
const longestEntry = 1024;

const entry = /\0(firmware|name|vermagic)=([\x21-\x7e][\x20-\x7e]*)(?=\0)/g;

/**
 * Finds the firmware names in a stream of concatenated modules. The section .modinfo has entries NAME=VALUE, each
 * terminated by a zero (modinfo(8)); `vermagic` is the last, after `name`. Modules without firmware are skipped.
 */
export class ModinfoReader {
  #rest = "";
  #name = "";
  #firmware: string[] = [];

  write(chunk: Buffer): ModuleFirmware[] {
    const text = this.#rest + chunk.toString("latin1");
    const found: ModuleFirmware[] = [];
    let end = 0;
    for (const { 0: all, 1: key, 2: value = "", index } of text.matchAll(entry)) {
      end = index + all.length;
      if (key === "firmware") this.#firmware.push(value);
      else if (key === "name") this.#name = value;
      else {
        if (this.#firmware.length > 0) found.push({ module: this.#name, firmware: this.#firmware });
        this.#firmware = [];
      }
    }
    this.#rest = text.slice(Math.max(end, text.length - longestEntry));
    return found;
  }
}

/** The same for modules that are built into the kernel. The file modules.builtin.modinfo has MODULE.NAME=VALUE. */
export const builtinFirmware = (file: Buffer): ModuleFirmware[] => {
  const byModule = new Map<string, string[]>();
  for (const line of file.toString("latin1").split("\0")) {
    const [, module, firmware] = /^([^.=]+)\.firmware=(.+)$/s.exec(line) ?? [];
    if (module === undefined || firmware === undefined) continue;
    byModule.set(module, [...(byModule.get(module) ?? []), firmware]);
  }
  return [...byModule].map(([module, firmware]) => ({ module, firmware }));
};
