import { bootNeeds } from "../boot/needs.ts";
import { builderOf } from "../builders/builders.ts";
import type { Failure } from "../pipeline/events.ts";
import { saveReport } from "../pipeline/failures/report.ts";
import type { Settings } from "../settings/schema.ts";

/** Writes a report on a build that failed into the working directory, and resolves with its path. */
export const reportFailure = (failure: Failure, settings: Settings): Promise<string> =>
  saveReport(failure, settings, [...builderOf(settings).needs, ...bootNeeds]);
