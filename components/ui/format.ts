import prettyBytes from "pretty-bytes";

const two = (value: number) => String(value).padStart(2, "0");

/** So many of something: "1 file", "1,200 files". */
export const count = (number: number, one: string): string =>
  `${number.toLocaleString("en")} ${one}${number === 1 ? "" : "s"}`;

/** Seconds as 2:05. */
export const minutes = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
};

/** A time as a person says it: "today 14:02", "yesterday 16:20", "2026-11-02". */
export const when = (date: Date, now = new Date()): string => {
  const day = (of: Date) => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime();
  const days = Math.round((day(now) - day(date)) / 86_400_000);
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (days === 0) return `today ${clock}`;
  if (days === 1) return `yesterday ${clock}`;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Bytes as "236 MB". */
export const megabytes = (bytes: number): string => prettyBytes(bytes, { maximumFractionDigits: 0 });

export const gibibyte = 1024 ** 3;

/** Bytes as "1.1 GiB", rounded up: what a client needs is at least that. */
export const gibibytes = (bytes: number): string =>
  `${Math.max(0.1, Math.ceil((bytes / gibibyte) * 10) / 10).toFixed(1)} GiB`;
