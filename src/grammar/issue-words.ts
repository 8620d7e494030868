import type { z } from "zod";
import { shown } from "./shown.ts";

const types: Readonly<Record<string, string>> = {
  array: "a list",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
};

const bound = (origin: string, least: boolean, limit: number | bigint): string => {
  const words = `at ${least ? "least" : "most"} ${limit}`;
  if (origin === "string") return `${words} characters`;
  return origin === "array" ? `${words} entries` : words;
};

/** What is allowed instead, for each kind of issue. Pure. */
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

/** The value that a path leads to, if there is one. */
export const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key], input);

/** Sentences about a mistake in a file: the place, the value there, and what is allowed. Pure. */
export const mistakesOf = (issue: z.core.$ZodIssue, input: unknown): string[] => {
  const place = issue.path.join(".");
  const at = place === "" ? "" : `${place}: `;
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => `${at}${shown(key)} is not known here`);
  // A key of a record is wrong, not its value.
  if (issue.code === "invalid_key")
    return [
      `${at}${shown(issue.path.at(-1))} is not allowed; allowed: ${issue.issues.map(allowedBy).join(", or ")}`,
    ];
  if (issue.code === "custom") return [`${at}${issue.message}`];
  const value = valueAt(input, issue.path);
  if (value === undefined) return [`${at}it is missing; allowed: ${allowedBy(issue)}`];
  return [`${at}${shown(value)} is not allowed; allowed: ${allowedBy(issue)}`];
};
