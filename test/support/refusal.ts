import { parseSettings, SettingsError } from "../../src/settings/parse.ts";

/** What is said of settings that are refused; nothing where they are taken. */
export const refusalOf = (input: unknown): string => {
  try {
    parseSettings(input);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return "";
};
