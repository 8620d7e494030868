import { readFile } from "node:fs/promises";
import { ThinsmithError } from "../../system/errors.ts";
import { stubFile } from "./needs.ts";
import { appendSections, PeError } from "./pe.ts";

/** The stub of this machine, which a unified kernel image begins with. @throws ThinsmithError where it is not installed */
export const readStub = (): Promise<Buffer> =>
  readFile(stubFile).catch((error: Error) => {
    throw new ThinsmithError(
      `A unified kernel image begins with the stub of systemd-boot, which cannot be read: ${error.message}`,
      {
        remedy:
          "On Debian and Ubuntu: apt-get install systemd-boot-efi. A build needs it for boot.uki alone.",
        setting: "boot.uki",
      },
    );
  });

/** What firmware starts in one file. Strings have passed grammar/. */
interface UkiParts {
  readonly stub: Buffer;
  readonly kernel: Buffer;
  /** With the client's configuration. */
  readonly initrd: Buffer;
  /** Words of the kernel command line. With Secure Boot nothing from outside is added to it. */
  readonly parameters: readonly string[];
  /** Version of the kernel. */
  readonly version: string;
  readonly image: string;
  readonly release: string;
}

/** os-release(5) of the image, which boot menus show. */
const osRelease = ({ image, release }: UkiParts): string =>
  [
    "ID=thinsmith",
    'NAME="thinsmith"',
    `PRETTY_NAME="${image} ${release}"`,
    `IMAGE_ID=${image}`,
    `IMAGE_VERSION=${release}`,
    "",
  ].join("\n");

/**
 * A unified kernel image: the stub with the sections that systemd-stub(7) looks for. The same parts make the same bytes. Pure.
 * @throws ThinsmithError where the stub is none
 */
export const makeUki = (parts: UkiParts): Buffer => {
  const { stub, kernel, initrd, parameters, version } = parts;
  try {
    return appendSections(stub, [
      { name: ".osrel", content: Buffer.from(osRelease(parts)) },
      { name: ".uname", content: Buffer.from(version) },
      { name: ".cmdline", content: Buffer.from(parameters.join(" ")) },
      { name: ".linux", content: kernel },
      { name: ".initrd", content: initrd },
    ]);
  } catch (error) {
    if (!(error instanceof PeError)) throw error;
    throw new ThinsmithError(`${stubFile} is no stub that can be used: ${error.message}.`, {
      remedy: "Install the package systemd-boot-efi again.",
      setting: "boot.uki",
    });
  }
};
