import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { withModules } from "./modules.mjs";
import { newScratch } from "./place.mjs";
import { median } from "./timing.mjs";

const exports = `
export { makeKeys } from "./src/trust/keys/make.ts";
export { openKeys } from "./src/trust/keys/open.ts";
export { signForFirmware } from "./src/trust/uki/sign.ts";
export { makeUki, readStub } from "./src/trust/uki/uki.ts";
`;

const rounds = 5;

/** A kernel and an initrd of the sizes that a console image has. */
const parts = { kernel: randomBytes(12_200_000), initrd: randomBytes(24_400_000) };

/** Seconds for a unified kernel image of that size, and for its signature. */
const imageAndSignature = () =>
  withModules(exports, async ({ makeKeys, openKeys, signForFirmware, makeUki, readStub }) => {
    const folder = newScratch();
    process.env.THINSMITH_CONFIG = folder;
    await makeKeys("bench", { kinds: ["release", "db"], bits: 2048, passphrase: undefined, tokens: {} });
    const { db } = await openKeys("bench", true);
    const seconds = [];
    for (let round = 0; round < rounds; round += 1) {
      const begin = performance.now();
      const image = makeUki({
        ...{ ...parts, stub: await readStub(), parameters: ["boot=ram"] },
        ...{ version: "6.12.0", image: "bench", release: "bench" },
      });
      await signForFirmware(image, db, folder);
      seconds.push((performance.now() - begin) / 1000);
    }
    delete process.env.THINSMITH_CONFIG;
    rmSync(folder, { recursive: true });
    return { value: median(seconds), detail: `${rounds} images of 36.6 MB, made and signed` };
  });

export const trustMeasures = [{ name: "build uki", unit: "s", target: 1, measure: imageAndSignature }];
