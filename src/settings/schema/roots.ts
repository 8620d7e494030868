import { z } from "zod";
import { oneOf } from "./setting.ts";

const streamed = { "boot.root": ["stream"] };

/** A root that clients read from the boot server (boot.root=stream). */
export const stream = z.strictObject({
  copy: oneOf(
    {
      auto: "after the start, if the root fits into half of the memory that is free then",
      never: "clients go on reading from the boot server",
      now: "from the beginning, at full speed: the start takes longer, and the client needs the server for a shorter time",
    },
    "auto",
    {
      label: "copy the root",
      help: "When clients copy the root that they stream into memory. From then on they need no boot server.",
      when: streamed,
      hidden: true,
    },
  ),
});
