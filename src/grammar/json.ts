import type { ZodType } from "zod";

/** Reads JSON that matches a schema; undefined for any other text. Pure. */
export const readJson = <Value>(schema: ZodType<Value>, text: string): Value | undefined => {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};
