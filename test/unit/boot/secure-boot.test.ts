import { mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectationOf } from "../../../src/boot/expectation.ts";
import { findSecureOvmf, firmwareName } from "../../../src/boot/firmware.ts";
import { secureStartOf } from "../../../src/boot/start/secure-boot.ts";
import { readVariables } from "../../../src/trust/firmware/variables.ts";
import { fakeManifest, makeRelease } from "../../support/releases/fake-release.ts";

const certificates = { PK: Buffer.from("PK"), KEK: Buffer.from("KEK"), db: Buffer.from("db") };
const id = "20261121T000000Z-1";
const ovmf = await findSecureOvmf().catch(() => undefined);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-secure-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a boot by firmware that checks signatures", () => {
  it("is refused of a release without thinsmith.efi, with what to do", async () => {
    const release = await makeRelease({ output: join(folder, "plain"), id });
    await expect(secureStartOf(release, certificates)).rejects.toMatchObject({
      message: expect.stringContaining("has no thinsmith.efi"),
      remedy: expect.stringContaining("boot.uki=true"),
    });
  });

  it.skipIf(!ovmf)("has for each machine variables of its own, and gives out nothing else", async () => {
    const files = { "thinsmith.efi": "an image" };
    const release = await makeRelease({ output: join(folder, "signed"), id, files });
    const start = await secureStartOf(release, certificates);
    const [one, two] = [await start(folder, "10.0.2.2:1"), await start(folder, "10.0.2.2:1")];
    expect(one.code).toBe(ovmf?.code);
    expect(one.variables).not.toBe(two.variables);
    expect(one.tftp).not.toBe(two.tftp);
    expect(one.hints).toEqual({ bootserver: "10.0.2.2:1", report: "ttyS1" });
    const names = readVariables(await readFile(one.variables)).map(({ name }) => name);
    expect(names).toEqual(["db", "KEK", "PK", "SecureBootEnable"]);
    expect(await readdir(one.tftp)).toEqual([one.file]);
    expect(await readlink(join(one.tftp, one.file))).toBe(join(release.directory, "thinsmith.efi"));
    expect(await readFile(join(one.tftp, one.file), "utf8")).toBe("an image");
  });

  it("is told by its report alone where no console of the image is the serial port", () => {
    const seen = (console: string[], secure = true) =>
      expectationOf(fakeManifest({ id, settings: { boot: { console } } }), [], { secure });
    expect(seen(["tty1", "ttyS0,115200n8"])).toMatchObject({ secureBoot: true, unseen: false });
    expect(seen(["ttyS0"])).toMatchObject({ unseen: false });
    expect(seen(["tty1", "ttyS01"])).toMatchObject({ unseen: true });
    // Any other boot adds one to the command line.
    expect(seen(["tty1"], false)).toMatchObject({ secureBoot: false, unseen: false });
  });

  it("is compared with others of its kind alone", () => {
    expect(firmwareName({ firmware: "uefi" })).toBe("uefi");
    expect(firmwareName({ firmware: "bios", secureBoot: certificates })).toBe("secure boot");
  });
});
