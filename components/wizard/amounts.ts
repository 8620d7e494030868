import prettyBytes from "pretty-bytes";

/** Bytes as "236 MB". */
export const megabytes = (bytes: number): string => prettyBytes(bytes, { maximumFractionDigits: 0 });

/** Bytes as "1.1 GiB", rounded up: what a client needs is at least that. */
export const gibibytes = (bytes: number): string =>
  `${Math.max(0.1, Math.ceil((bytes / 1024 ** 3) * 10) / 10).toFixed(1)} GiB`;
