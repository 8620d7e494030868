import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** The signed fields stand at the beginning; a server must not be able to fill our memory with what follows. */
const headBytes = 8192;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** As archives write it, always in UTC: "Sat, 21 Nov 2026 09:15:44 UTC". */
const dateLine =
  /^Date: (?:[A-Z][a-z]{2}, )?(?<day>\d{1,2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) (?:UTC|GMT|[+]0000|Z)\r?$/m;

/**
 * The Date of a Release or InRelease file (deb-release(5)), in seconds since 1970. Pure.
 * @returns undefined if it has none that can be read
 */
export const dateOf = (release: string): number | undefined => {
  const { day = "", month = "", year = "", time = "" } = dateLine.exec(release)?.groups ?? {};
  const at = months.indexOf(month);
  if (at < 0) return undefined;
  const number = (value: number) => String(value).padStart(2, "0");
  const parsed = new Date(`${year}-${number(at + 1)}-${number(Number(day))}T${time}Z`);
  const seconds = parsed.getTime() / 1000;
  // November has no 31st, though Date has an idea of it.
  return seconds >= 0 && parsed.getUTCDate() === Number(day) ? seconds : undefined;
};

/** The newest Date of the archives' files among the lists in a directory, in seconds since 1970. */
export const newestDate = async (directory: string): Promise<number | undefined> => {
  const names = (await readdir(directory)).filter((name) => /_(In)?Release$/.test(name));
  const dates = await Promise.all(
    names.map(async (name) =>
      dateOf(await text(createReadStream(join(directory, name), { end: headBytes - 1 }))),
    ),
  );
  const known = dates.filter((date) => date !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
};
