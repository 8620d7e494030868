import { sanitize } from "../../system/text.ts";

/** Names by number from passwd(5) or group(5). If several have the same number, the first counts. */
export const namesByNumber = (file: Buffer | undefined): ReadonlyMap<number, string> => {
  const names = new Map<number, string>();
  for (const line of (file ?? Buffer.alloc(0)).toString("utf8").split("\n")) {
    const [name = "", , number = ""] = line.split(":");
    if (name === "" || !/^\d{1,10}$/.test(number) || names.has(Number(number))) continue;
    names.set(Number(number), sanitize(name).slice(0, 64));
  }
  return names;
};
