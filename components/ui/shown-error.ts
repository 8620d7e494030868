import { ThinsmithError } from "../../src/system/errors.ts";

/** An error as a screen shows it. */
export interface ShownError {
  readonly message: string;
  readonly remedy?: string;
}

export const shownError = (error: unknown): ShownError => ({
  message: error instanceof Error ? error.message : String(error),
  ...(error instanceof ThinsmithError && error.remedy ? { remedy: error.remedy } : {}),
});
