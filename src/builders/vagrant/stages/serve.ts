import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import prettyBytes from "pretty-bytes";
import { create } from "tar";
import { testParameters } from "../../../boot/parameters.ts";
import type { StageRunner } from "../../../pipeline/builder.ts";
import { sha256Of } from "../../../release/checksum.ts";
import { bootloaderFiles } from "../../../release/files/loader-files.ts";
import { type Manifest, readRelease } from "../../../release/release.ts";
import { sayThere } from "../machine.ts";
import { machineNamed } from "../session.ts";

/** The first file that pxelinux requests on the machine `test`, whose MAC address is in Vagrantfile. */
const testConfiguration = "pxelinux.cfg/01-52-54-00-74-65-73";

/** Number of bytes between reports of progress. */
const tellEvery = 4 * 1024 * 1024;

/** The configuration of the machine `test`, which reports on its second serial port. */
const clientFiles = (manifest: Manifest): Record<string, string> => ({
  [testConfiguration]: bootloaderFiles(manifest.name, testParameters(manifest))["pxelinux.cfg/default"] ?? "",
});

/** Sends the release to the server, unless the server has it already. */
export const serve: StageRunner = async ({ input, output, signal, log, progress }) => {
  const server = machineNamed("server");
  const { directory, manifest } = await readRelease(input("publish"));
  const files = clientFiles(manifest);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(output, "clients", dirname(name)), { recursive: true });
    await writeFile(join(output, "clients", name), text);
  }
  const sums = await readFile(join(directory, "SHA256SUMS"));
  const there = await sayThere(
    server,
    `cat /srv/thinsmith/current/SHA256SUMS /srv/thinsmith/clients/${testConfiguration} 2>/dev/null | sha256sum`,
    { signal },
  );
  if (there.startsWith(sha256Of(`${sums}${Object.values(files).join("")}`))) {
    log("the server has this release already");
    return;
  }
  const served = [...manifest.files.map(({ name }) => name), "manifest.json", "SHA256SUMS"];
  const all = manifest.files.reduce((bytes, { size }) => bytes + size, 0);
  await symlink(directory, join(output, "release"));
  const paths = [...served.map((name) => `release/${name}`), "clients"];
  const archive = create({ cwd: output, follow: true, portable: true }, paths);
  // Reads only as fast as the server receives: an image may be larger than our memory.
  async function* counted() {
    let sent = 0;
    let told = 0;
    for await (const chunk of archive) {
      sent += chunk.length;
      if (sent - told >= tellEvery) {
        told = sent;
        progress(Math.min(1, sent / all), `${prettyBytes(sent)} of ${prettyBytes(all)} to the server`);
      }
      yield chunk;
    }
  }
  await sayThere(server, "sh /usr/local/lib/thinsmith/take-release.sh", {
    signal,
    onLine: log,
    input: { data: Readable.from(counted()) },
  });
};
