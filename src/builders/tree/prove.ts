import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StageContext, StageRunner } from "../../pipeline/builder.ts";
import { Unproven } from "../../pipeline/failures/unproven.ts";
import { proofFile } from "../../pipeline/prove-parts.ts";
import { isProvenBySecureBoot } from "../../proof/booted-settings.ts";
import type { Proof } from "../../release/proof.ts";
import { testNotes } from "../../release/tested.ts";
import type { ProveInputs } from "./definitions.ts";

type Context = StageContext<ProveInputs>;

const lookAt = async ({ inputs, input, signal, log, progress }: Context): Promise<Proof> => {
  progress(undefined, "looking at the parts");
  // Not loaded where a build is only planned.
  const { look } = await import("../../proof/look.ts");
  const parts = {
    vmlinuz: join(input("kernel"), "vmlinuz"),
    initrd: join(input("initrd"), "initrd"),
    rootfs: join(input("rootfs"), "rootfs.squashfs"),
  };
  const findings = await look(parts, { leftOut: inputs.leftOut, signal });
  for (const { check, problem } of findings) log(`${check}: ${problem}`);
  if (findings.length === 0) log("init, shell, kernel, units and initrd are sound");
  return { how: "look", ok: findings.length === 0, findings };
};

/** What is booted to prove the parts. `close` removes it. */
interface Staged {
  readonly what: Parameters<typeof import("../../proof/boot.ts").proveByBooting>[0];
  close(): Promise<void>;
}

/** Makes ready what is booted. */
const stage = async (
  { settings, siteFiles, expected }: NonNullable<ProveInputs["boot"]>,
  { input, output, keys: open }: Context,
): Promise<Staged> => {
  const [{ stageRelease }, { servePage }, { certificatesOf }] = await Promise.all([
    import("../../proof/staging.ts"),
    import("../../proof/page.ts"),
    import("../../trust/firmware/certificates.ts"),
  ]);
  const secure = isProvenBySecureBoot(siteFiles);
  const keys = secure ? open : undefined;
  if (secure && !keys?.db) throw new Error("the keys of the site are not open");
  const parts = {
    kernel: input("kernel"),
    initrd: input("initrd"),
    rootfs: input("rootfs"),
    home: input("home"),
  };
  const place = join(output, "release");
  // Nobody is logged in who could see a page.
  const shows = expected.page && settings.client.autologin;
  const page = shows ? await servePage(settings.client.kioskUrl) : undefined;
  const close = async () => {
    await page?.close();
    await rm(place, { recursive: true, force: true });
  };
  try {
    const release = await stageRelease(parts, { settings, siteFiles }, place, { keys, page: page?.url });
    return { what: { release, certificates: keys && certificatesOf(keys.set), page }, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** @returns also the notes that a test boot leaves with its release, by their names */
const boot = async ({ what }: Staged, context: Context) => {
  const { proveByBooting } = await import("../../proof/boot.ts");
  const proof = await proveByBooting(what, context);
  const notes = new Map<string, Buffer>();
  for (const name of testNotes) {
    const note = await readFile(join(what.release.directory, name)).catch(() => undefined);
    if (note) notes.set(name, note);
  }
  return { proof, notes };
};

/** Proves the parts of an image, as far as the settings ask for. @throws Unproven with what is not sound */
export const prove: StageRunner<ProveInputs> = async (context) => {
  const { inputs, output } = context;
  // While the parts are looked at.
  const staging = inputs.boot && stage(inputs.boot, context);
  staging?.catch(() => {});
  try {
    const looked = await lookAt(context);
    const staged = looked.ok ? await staging : undefined;
    const { proof, notes } = staged
      ? await boot(staged, context)
      : { proof: looked, notes: new Map<string, Buffer>() };
    if (!proof.ok) throw new Unproven(proof, notes);
    for (const [name, note] of notes) await writeFile(join(output, name), note);
    await writeFile(join(output, proofFile), JSON.stringify(proof));
  } finally {
    await (await staging?.catch(() => undefined))?.close();
  }
};
