import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findSecureOvmf } from "../../src/boot/firmware.ts";
import { runMachine } from "../../src/boot/machine.ts";
import type { Verdict } from "../../src/boot/run.ts";
import { firmwareRefusal } from "../../src/boot/start/refusal.ts";
import { type Release, ukiFile } from "../../src/release/release.ts";
import { serveRelease } from "../../src/serve/http/built-in.ts";
import { certificatesOf, type FirmwareCertificates } from "../../src/trust/firmware/certificates.ts";
import { withKeys } from "../../src/trust/firmware/variables.ts";
import { readKeySet } from "../../src/trust/keys/key-set.ts";
import { openKeys } from "../../src/trust/keys/open.ts";
import { signForFirmware } from "../../src/trust/uki/sign.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { releaseOf } from "../support/net/client.ts";
import { openLab } from "../support/net/lab.ts";
import { bootFromNetwork, macOf } from "../support/net/net-client.ts";
import { startServing } from "../support/net/serving.ts";
import { smallImage, testCache } from "../support/releases/build.ts";
import { everything } from "../support/releases/presets.ts";

const minutes = 60_000;

let workplace: Workplace;
let release: Release;
let keys: FirmwareCertificates;
/** thinsmith.efi as the site has signed it. */
let image: Buffer;

const run = async (...args: string[]): Promise<string> => {
  const { status, stdout, stderr } = await thinsmith(workplace, args);
  expect(status, stderr).toBe(0);
  return stdout;
};

beforeAll(async () => {
  workplace = await newWorkplace({ cache: await testCache() });
  await run("keys", "make", "site");
  await run("keys", "make", "other");
  const clients = JSON.stringify([{ client: macOf(1), parameters: ["hostname=desk"] }]);
  const single = ["--set", `serve.clients=${clients}`];
  await run(...smallImage, "--set", "publish.key=site", "--set", "boot.uki=true", ...single);
  release = await releaseOf(workplace, "small");
  image = await readFile(join(release.directory, ukiFile));
  // This process is one of the user who has these keys.
  process.env.THINSMITH_CONFIG = workplace.env.THINSMITH_CONFIG;
  keys = certificatesOf(await readKeySet("site"));
}, 20 * minutes);
afterAll(async () => {
  delete process.env.THINSMITH_CONFIG;
  await rm(workplace.folder, { recursive: true });
});

/**
 * Starts a machine whose firmware loads a file over the network, with Secure Boot and the keys of the site, or in Setup Mode. It
 * ends when the firmware has refused the file, or the console says what is waited for; what it said.
 */
const started = async (
  file: Buffer,
  {
    setupMode = false,
    until = (_: string) => false,
    store,
    hints = {},
  }: {
    setupMode?: boolean;
    until?: (said: string) => boolean;
    /** File with its firmware's variables, which stays; it is made where there is none. */
    store?: string;
    hints?: Readonly<Record<string, string>>;
  } = {},
): Promise<string> => {
  const place = await mkdtemp(join(workplace.folder, "machine-"));
  const tftp = join(place, "tftp");
  await mkdir(tftp);
  await writeFile(join(tftp, "start.efi"), file);
  const { code, variables } = await findSecureOvmf();
  const own = store ?? join(place, "variables");
  if (setupMode) await copyFile(variables, own);
  else if (!existsSync(own)) await writeFile(own, withKeys(await readFile(variables), keys, new Date()));
  const stop = new AbortController();
  const { consoleText } = await runMachine(
    { memoryMiB: 1024, cpus: 2, accel: "tcg", code, variables: own, tftp, file: "start.efi", hints },
    place,
    {
      ...{ timeoutSeconds: 900, signal: stop.signal, mayBeSilent: false, stay: false },
      onMachine() {},
      onConsole: (_, all) => {
        if (until(all)) stop.abort();
      },
      onReport() {},
      onComplete() {},
    },
  );
  await rm(place, { recursive: true });
  return consoleText;
};

/** The image with one bit changed in the middle of what begins with these bytes. */
const flipped = (within: Buffer | string): Buffer => {
  const at = image.indexOf(within);
  expect(at).toBeGreaterThan(0);
  const changed = Buffer.from(image);
  const byte = at + Math.floor(within.length / 2);
  changed.writeUInt8(changed.readUInt8(byte) ^ 1, byte);
  return changed;
};

const unsigned = async (): Promise<Buffer> => {
  const file = join(workplace.folder, "unsigned.efi");
  await writeFile(file, image);
  execFileSync("sbattach", ["--remove", file], { stdio: "ignore" });
  return readFile(file);
};

/** Files that firmware of the site must not start. */
const foreign: Readonly<Record<string, () => Promise<Buffer>>> = {
  "an image that nobody has signed": unsigned,
  // What an attacker in the network would give a client whose firmware trusts what all distributions sign.
  "the loader of a distribution": () => readFile("/usr/lib/shim/shimx64.efi.signed"),
  ...(everything
    ? {
        "one with another command line": async () => flipped("bootpath=small/"),
        "one with another kernel": async () =>
          flipped((await readFile(join(release.directory, "vmlinuz"))).subarray(0, 1 << 20)),
        "one with another initrd": async () => flipped("thinsmith/client.conf"),
        "one that another site has signed": async () => {
          const { db } = await openKeys("other", true);
          if (!db) throw new Error("no key for firmware");
          return signForFirmware(await unsigned(), db, workplace.folder);
        },
      }
    : {}),
};

// Again, where the machine that runs the tests stood still for minutes.
describe("firmware that knows the keys of a site alone", { timeout: 20 * minutes, retry: 1 }, () => {
  it("starts the image that the site has signed, which takes nothing from elsewhere", async () => {
    const verdict: Verdict = JSON.parse(
      await run("boot", "small", "--secure-boot", "--timeout", "1000", "--json"),
    );
    expect(verdict.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(verdict.checks.map(({ name }) => name)).toContain("secure boot");
    expect(verdict.report?.secureBoot).toBe(true);
    expect(verdict.console).toMatch(/thinsmith: the firmware booted from 52:54:00:/);
  });

  it.runIf(everything)("proves a locked image before it is published, and not only by looking", async () => {
    // A name of this run's own: what an earlier run has proven is still in the cache.
    const own = ["name=proven", `client.hostname=run-${Date.now()}`, "publish.proof=boot"];
    const words = ["publish.key=site", "boot.uki=true", ...own].flatMap((word) => ["--set", word]);
    const said = await run(...smallImage, ...words, "--progress", "json");
    expect(said).toMatch(/"stage":"prove","line":"ok {5}secure boot: on, says the firmware"/);
    const { manifest } = await releaseOf(workplace, "proven");
    expect(manifest.proof).toMatchObject({ how: "boot", ok: true, boot: { secureBoot: true } });
    expect(manifest.uki?.locked).toBe(true);
  });

  it.each(Object.entries(foreign))("does not start %s", async (_, file) => {
    const said = await started(await file());
    expect(firmwareRefusal(said), said.slice(-3000)).toContain("Access Denied");
    expect(said).not.toContain("Linux version");
  });

  it.runIf(everything)(
    "gets these keys from an enrolment image, which it starts in Setup Mode and never again",
    async () => {
      await run("keys", "enrol", "site", "enrol", "--release", "small");
      const enrolment = await readFile(join(workplace.folder, "enrol/site-enrol.efi"));
      const done = "thinsmith: The keys are enrolled.";
      /** What the firmware says after its restart. */
      const later = (said: string) => (said.includes(done) ? said.slice(said.lastIndexOf(done)) : "");
      const said = await started(enrolment, {
        setupMode: true,
        until: (all) => firmwareRefusal(later(all)) !== undefined,
      });
      expect(said, said.slice(-3000)).toContain("The firmware is in Setup Mode.");
      expect(firmwareRefusal(later(said)), said.slice(-3000)).toContain("Access Denied");
    },
  );

  it.runIf(everything)(
    "does not start an image with a lower rollback index than it has started",
    async () => {
      await run(
        ...smallImage,
        ...["--set", "name=raised", "--set", "publish.key=site"],
        ...["--set", "boot.uki=true", "--set", "boot.rollbackIndex=1"],
      );
      const raised = await releaseOf(workplace, "raised");
      const store = join(workplace.folder, "variables");
      const http = await serveRelease(raised, "127.0.0.1");
      try {
        const said = await started(await readFile(join(raised.directory, ukiFile)), {
          ...{ store, hints: { bootserver: `10.0.2.2:${http.port}` } },
          until: (all) => all.includes("thinsmith: the root is in memory"),
        });
        expect(said, said.slice(-3000)).toContain("thinsmith: the firmware keeps the rollback index 1");
      } finally {
        await http.close();
      }
      // The index counts for the machine: also for another image of the site.
      const said = await started(image, {
        store,
        until: (all) => all.includes("Starting again in") || all.includes("thinsmith: fetching"),
      });
      expect(said, said.slice(-3000)).toContain("THIS CLIENT CANNOT START (ROLLBACK)");
      expect(said).not.toContain("thinsmith: fetching");
    },
  );

  it("loads it from a boot server by HTTP boot and by PXE, without a loader, with its own settings", async () => {
    const lab = await openLab();
    const serving = await startServing(
      workplace,
      ["small", "--interface", "eth0", "--dhcp", "full", "--set", "serve.uefi=uki"],
      lab.server,
    );
    try {
      const path = `http://192\\.168\\.77\\.1/small/${release.manifest.id}/rootfs\\.squashfs`;
      const until = new RegExp(`thinsmith: fetching ${path}`);
      const said = await Promise.all([
        bootFromNetwork({ lab, cable: 1, firmware: "uefi-http", keys, until }),
        bootFromNetwork({ lab, cable: 2, firmware: "uefi", keys, until }),
      ]);
      for (const [index, console] of said.entries()) {
        expect(console).toContain(`thinsmith: the firmware booted from ${macOf(index + 1)}`);
        expect(console).toMatch(/[Ss]ecure boot enabled/);
      }
      // The image is locked, and the build has signed a file for the first client alone.
      const own = "thinsmith: this client has settings of its own, signed by this site: hostname\n";
      expect(said.map((console) => console.includes(own))).toEqual([true, false]);
      expect(serving.all("problem")).toEqual([]);
    } finally {
      await serving.stop();
      await lab.close();
    }
  });
});
