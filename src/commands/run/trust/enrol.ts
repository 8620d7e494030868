import { findRelease } from "../../../release/release.ts";
import { invocation } from "../../../system/invocation.ts";
import { enrolmentFiles } from "../../../trust/firmware/enrolment.ts";
import { writeOpenFiles } from "../../../trust/keys/export.ts";
import { keyNeeds } from "../../../trust/keys/needs.ts";
import { openOwners } from "../../../trust/keys/open.ts";
import { demandTrusted } from "../../../trust/signature/demand.ts";
import { stubNeed } from "../../../trust/uki/needs.ts";
import type { keysEnrol } from "../../keys.ts";
import type { OptionsOf } from "../../options.ts";
import { passphraseAsker } from "../ask.ts";
import { installMissing } from "../install-missing.ts";
import { print } from "../print.ts";

/** `thinsmith keys enrol`: what brings the firmware keys of a site into machines. */
export const keysEnrolCommand = async (
  name: string,
  directory: string,
  { release: word, output, replace, passin, yes }: OptionsOf<typeof keysEnrol>,
): Promise<void> => {
  await installMissing(
    [...keyNeeds, ...(word === undefined ? [] : [stubNeed, "inspect" as const])],
    yes === true,
  );
  // What is wrong with the release is said before a passphrase is asked for.
  const found = word === undefined ? undefined : await findRelease(word, output);
  const release = found && (await demandTrusted(found.directory)).release;
  const keys = await openOwners(name, passphraseAsker(passin));
  const files = await enrolmentFiles(keys, new Date(), release);
  for (const path of await writeOpenFiles(files, directory, replace === true)) print(path);
  process.stderr.write(
    "From a USB stick, firmware takes the .auth or .cer files in its setup: db, then KEK, and PK last.\n" +
      (release
        ? `${name}-enrol.efi does this by itself on machines in Setup Mode that start it over the network, once.\n`
        : `For an image that does this over the network: ${invocation()} keys enrol ${name} --release RELEASE\n`),
  );
};
