import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { CommandError } from "../../system/process.ts";
import type { Builder } from "../builder.ts";
import type { Failure } from "../events.ts";
import type { StageName } from "../stage.ts";
import { explain } from "./explain.ts";
import { Unproven } from "./unproven.ts";

/** A stage failed. `lines` are its last lines, `cause` is what was thrown. */
export class StageFailure extends Error {
  constructor(
    readonly stage: StageName,
    readonly lines: readonly string[],
    override readonly cause: unknown,
  ) {
    super(`stage ${stage} failed`);
  }
}

/** What `explain` needs to know of a build. */
interface Build {
  readonly settings: Settings;
  readonly builder: Pick<Builder, "knownFailures">;
}

/** Why a build failed. */
export const failureOf = (error: unknown, { settings, builder }: Build, cancelled: boolean): Failure => {
  if (cancelled) return { message: "The build was cancelled.", cancelled: true };
  const failed = error instanceof StageFailure ? error : undefined;
  const cause = failed ? failed.cause : error;
  const command = cause instanceof CommandError ? cause : undefined;
  const lines = [...(failed?.lines ?? []), ...(command?.lastLines ?? []), String(cause)];
  // What a proof finds says what it is, and so does a QEMU that failed: words of the image must not be taken for those of a tool.
  const saysItself =
    cause instanceof Unproven || (failed?.stage === "prove" && !command && cause instanceof ThinsmithError);
  const known = saysItself ? undefined : explain(lines, settings, builder.knownFailures(settings));
  const remedy = known?.remedy ?? (cause instanceof ThinsmithError ? cause.remedy : undefined);
  return {
    message: known?.message ?? (cause instanceof Error ? cause.message : String(cause)),
    cancelled: false,
    ...(failed ? { stage: failed.stage } : {}),
    ...(remedy ? { remedy } : {}),
    ...(known?.setting ? { setting: known.setting } : {}),
    ...(command ? { command: command.command, lastLines: command.lastLines } : {}),
    ...(command?.exitCodeOfCommand === undefined ? {} : { exitCode: command.exitCodeOfCommand }),
  };
};

/** A handler that explains an error of a build that cannot begin, as `failureOf` does for a build that fails. */
export const explained =
  ({ settings, builder }: Build) =>
  (error: unknown): never => {
    const known =
      error instanceof ThinsmithError
        ? undefined
        : explain([String(error)], settings, builder.knownFailures(settings));
    throw known ? new ThinsmithError(known.message, { remedy: known.remedy, cause: error }) : error;
  };
