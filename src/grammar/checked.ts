import { z } from "zod";
import { asciiBootWord, bootWordProblem } from "./boot-word.ts";
import type { Problem } from "./shown.ts";
import { sshKeyProblem } from "./ssh-key.ts";
import { asciiAddress, pageUrlProblem } from "./web-address.ts";

/** A text that a function checks. Its sentence explains more than "allowed: ..." could. */
const checked = (longest: number, tidy: (text: string) => string, problemOf: Problem) =>
  z
    .string()
    .max(longest)
    .overwrite(tidy)
    .superRefine((text, context) => {
      const problem = problemOf(text);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    });

/** One word of a kernel command line. */
export const bootWord = checked(2048, asciiBootWord, bootWordProblem);

/** The address of a web page. */
export const pageUrl = checked(2048, (text) => asciiAddress(text.trim()), pageUrlProblem);

/** One line of authorized_keys(5) without options. A line break would begin another entry. */
export const sshPublicKey = checked(8192, (text) => text.trim(), sshKeyProblem);
