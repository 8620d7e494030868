import type { BuildEvent } from "../../pipeline/events.ts";
import { sanitize } from "../../system/text.ts";

/** At most one progress line a stage in this time, in milliseconds. */
const progressEvery = 5000;

/** Lines for a log file or a pipe: when a stage starts and ends, and now and then how far it is. */
export const plainLines = (): ((event: BuildEvent) => string[]) => {
  const saidAt = new Map<string, number>();
  return (event) => {
    switch (event.type) {
      case "build-started":
        return [`building ${event.name}`];
      case "stage-started":
        saidAt.set(event.stage, event.at);
        return [`${event.stage.padEnd(10)} started`];
      case "stage-progress": {
        if (event.at - (saidAt.get(event.stage) ?? 0) < progressEvery) return [];
        saidAt.set(event.stage, event.at);
        const percent = event.fraction === undefined ? "" : `${Math.round(event.fraction * 100)} % `;
        return [`${event.stage.padEnd(10)} ${percent}${sanitize(event.detail ?? "")}`];
      }
      case "stage-ended":
        return [
          event.outcome === "cached"
            ? `${event.stage.padEnd(10)} from the cache`
            : `${event.stage.padEnd(10)} ${event.outcome}, ${event.seconds.toFixed(1)} s`,
        ];
      default:
        return [];
    }
  };
};
