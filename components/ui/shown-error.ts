import { ThinsmithError } from "../../src/system/errors.ts";

/** An error as a screen shows it. */
export interface ShownError {
  readonly message: string;
  readonly remedy?: string;
  /** Dotted name of the setting to change, if a setting is the cause. */
  readonly setting?: string;
}

export const shownError = (error: unknown): ShownError => ({
  message: error instanceof Error ? error.message : String(error),
  ...(error instanceof ThinsmithError && error.setting ? { setting: error.setting } : {}),
  ...(error instanceof ThinsmithError && error.remedy ? { remedy: error.remedy } : {}),
});

/** What failed and what to do, in one sentence after the other. */
export const failureText = (error: unknown): string => {
  const { message, remedy } = shownError(error);
  return remedy ? `${message} ${remedy}` : message;
};
