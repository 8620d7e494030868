import { describe } from "vitest";
import { bootFrames } from "./boot.tsx";
import { buildFrames } from "./build.tsx";
import { draftFrames } from "./draft.tsx";
import { firstFrames } from "./first.tsx";
import { framing } from "./framing.tsx";
import { inspectFrames } from "./inspect.tsx";
import { serveFrames } from "./serve.tsx";

/** Every screen in a terminal of a size, as text files beside the test that calls it. */
export const framesIn = (columns: number, rows: number) =>
  describe(`the frames in ${columns} x ${rows}`, () => {
    const all = framing(columns, rows);
    for (const room of [firstFrames, draftFrames, buildFrames, bootFrames, serveFrames, inspectFrames])
      room(all);
  });
