import { rmSync } from "node:fs";

/** Removes the folder of a screen's test. A draft of the screen that has just been closed may be on its way to disk yet. */
export const removeFolder = (path: string): void =>
  rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
