import type { z } from "zod";

const types: Readonly<Record<string, string>> = {
  array: "a list",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

const bound = (origin: string, least: boolean, limit: number | bigint): string => {
  const words = `at ${least ? "least" : "most"} ${limit}`;
  if (origin === "string") return `${words} characters`;
  return origin === "array" ? `${words} entries` : words;
};

/** What would be allowed in place of what an issue is about, for each kind of issue. Pure. */
export const allowedBy = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case "invalid_type":
      return types[issue.expected] ?? issue.expected;
    case "too_big":
      return bound(issue.origin, false, issue.maximum);
    case "too_small":
      return bound(issue.origin, true, issue.minimum);
    case "invalid_value":
      return issue.values.map(String).join(", ");
    case "invalid_union":
      return [...new Set(issue.errors.flat().map(allowedBy))].join(", or ");
    default:
      return issue.message;
  }
};
