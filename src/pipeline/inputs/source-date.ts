import { UsageError } from "../../system/errors.ts";

const name = "SOURCE_DATE_EPOCH";

/**
 * The date of what images are made of, in seconds since 1970, if the environment sets one
 * (https://reproducible-builds.org/specs/source-date-epoch/).
 * @throws UsageError if it is no such date, or not in the past: files that a build makes are then older than it
 */
export const sourceDateFrom = (
  environment: Readonly<Record<string, string | undefined>>,
): number | undefined => {
  const text = environment[name];
  if (text === undefined || text === "") return undefined;
  const seconds = Number(text);
  if (!/^\d{1,10}$/.test(text))
    throw new UsageError(
      `${name} is not a number of seconds since 1970.`,
      "Such as the output of: git log -1 --format=%ct",
    );
  if (seconds * 1000 > Date.now())
    throw new UsageError(
      `${name} is in the future.`,
      "Set it to a time in the past, or unset it: then the date of the package lists counts.",
    );
  return seconds;
};
