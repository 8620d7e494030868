import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findInArchives } from "../../image/initrd/find.ts";
import { loadTree } from "../../image/load.ts";
import { openImage } from "../../image/open.ts";
import { cpioArchive } from "../../release/files/write-cpio.ts";
import type { Release } from "../../release/release.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { type KeySet, keyOf } from "../keys/key-set.ts";
import { type FirmwareKind, firmwareKinds } from "../keys/kinds.ts";
import { makeUki, readStub } from "../uki/uki.ts";

/** The part of the boot script that enrols, in the initrd. */
const script = "usr/share/thinsmith/initrd/enrol.sh";

/** Words of the kernel command line. The image does nothing but enrol: no setting of the release's clients matters. */
const parameters = ["boot=ram", "quiet", "panic=15", "console=tty0", "console=ttyS0,115200n8"];

/** What a person compares before the keys are written: two lines for each certificate, none longer than a screen is wide. */
const fingerprintsOf = (set: KeySet): string =>
  firmwareKinds
    .toReversed()
    .map((kind) => `${kind} of ${set.name}:\n  ${keyOf(set, kind).fingerprint}\n`)
    .join("");

/** What the boot script enrols, as a part of an initrd. Pure. */
export const enrolmentArchive = (set: KeySet, variables: Readonly<Record<FirmwareKind, Buffer>>): Buffer =>
  cpioArchive([
    { path: "thinsmith", mode: 0o040755 },
    { path: "thinsmith/enrol", mode: 0o040755 },
    ...firmwareKinds.map((kind) => ({
      ...{ path: `thinsmith/enrol/${kind}.auth`, mode: 0o100644, content: variables[kind] },
    })),
    { path: "thinsmith/enrol/fingerprint", mode: 0o100644, content: Buffer.from(fingerprintsOf(set)) },
  ]);

/** @throws ThinsmithError where the boot script of a release does not know how to enrol: it would start as a usual client */
const demandScript = async ({ directory, manifest }: Release): Promise<void> => {
  const initrd = (await openImage(directory)).parts.find(({ name }) => name === "initrd");
  if (initrd && findInArchives(await loadTree(initrd), script).length > 0) return;
  throw new ThinsmithError(
    `The initrd of the release ${manifest.id} cannot enrol keys: it has no /${script}.`,
    {
      remedy: "An older thinsmith built it. Build the image again.",
    },
  );
};

/**
 * A unified kernel image that writes the keys of a set into the firmware that starts it, if that is in Setup Mode. It is not
 * signed: firmware in Setup Mode checks no signature, and no other is to start it.
 * @param variables as firmware takes them
 * @throws ThinsmithError where the release or the stub cannot be used
 */
export const makeEnrolmentImage = async (
  release: Release,
  set: KeySet,
  variables: Readonly<Record<FirmwareKind, Buffer>>,
): Promise<Buffer> => {
  await demandScript(release);
  const { directory, manifest } = release;
  const initrd = await readFile(join(directory, "initrd.img"));
  return makeUki({
    stub: await readStub(),
    kernel: await readFile(join(directory, "vmlinuz")),
    initrd: Buffer.concat([initrd, enrolmentArchive(set, variables)]),
    ...{ parameters, version: manifest.kernel, image: `${set.name}-enrol`, release: manifest.id },
  });
};
