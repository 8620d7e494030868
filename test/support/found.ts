import { execFileSync } from "node:child_process";

/** What find(1), which knows nothing of our parsers, says of a folder: type, mode, owner, size, target and path. */
export const foundBy = (folder: string, { times = false, without = "" } = {}): string[] => {
  const format = `%y\\0%m\\0%U\\0%G\\0%s\\0%l\\0%P\\0${times ? "%Ts" : ""}\\0`;
  const fields = execFileSync("find", [folder, "-printf", format], { maxBuffer: 1e9 })
    .toString("latin1")
    .split("\0");
  const records: string[] = [];
  for (let at = 0; at + 8 <= fields.length; at += 8) {
    const [type, mode, uid, gid, size, target, path, time] = fields.slice(at, at + 8);
    if (path === without && without !== "") continue;
    records.push([type, mode, uid, gid, type === "f" ? size : 0, target, path, time].join("|"));
  }
  return records.sort();
};
