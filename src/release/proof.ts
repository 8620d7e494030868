import { z } from "zod";

/** More are not kept: an image without its libraries lacks hundreds of things. */
const most = { findings: 200, characters: 400 };

const text = z.string().transform((said) => said.replace(/[\x00-\x1f\x7f]/g, " ").slice(0, most.characters));

/** What was proven of an image before it was published, as its manifest has it. */
export const proofSchema = z.object({
  /** boot: it ran in a virtual machine. look: its parts were looked at. none: nothing was asked for (--no-prove). */
  how: z.enum(["boot", "look", "none"]),
  ok: z.boolean(),
  /** What is not sound: what was looked at, and the end of a sentence. */
  findings: z
    .array(z.object({ check: text, problem: text }))
    .transform((findings) => findings.slice(0, most.findings)),
  /** The machine that it ran in, what was used of its memory after the boot, and the seconds that all took. */
  boot: z
    .object({
      memoryMiB: z.number().min(0),
      usedMiB: z.number().min(0).nullable(),
      seconds: z.number().min(0),
      /** Firmware started it that knows the keys of its site alone. */
      secureBoot: z.boolean().optional(),
    })
    .optional(),
});

export type Proof = z.output<typeof proofSchema>;

/** Of an image that nothing was asked of. */
export const noProof: Proof = { how: "none", ok: true, findings: [] };

const words = { boot: "booted", look: "looked at", none: "not proven" };

/** What was proven of a release, in a few words; empty for one of an older version. */
export const proofWords = (proof: Proof | undefined): string => {
  if (!proof) return "";
  const { how, boot } = proof;
  const secure = boot?.secureBoot ? " by Secure Boot" : "";
  const machine = boot ? `${secure} with ${boot.memoryMiB} MiB in ${Math.round(boot.seconds)} s` : "";
  return proof.ok ? `${words[how]}${machine}` : `failed (${words[how]}${machine})`;
};

/** Problems that fit on a screen beside what else is said. */
const shown = 8;

/** What is not sound, a line each, of many the first ones. */
export const problemLines = (proof: Pick<Proof, "findings"> | undefined): string[] => {
  const { findings = [] } = proof ?? {};
  const more = findings.length - shown;
  return [
    ...findings.slice(0, shown).map(({ check, problem }) => `  ${check.padEnd(7)} ${problem}`),
    ...(more > 0 ? [`  ... and ${more} more`] : []),
  ];
};
