import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../../src/system/paths.ts";
import type { Client } from "../ui/screen.ts";

const largest = 100 * 1024;

/**
 * Takes a picture of a client's screen. It goes into docs/screens with `npm run test:presets -- --all`, else into the
 * test's folder.
 */
export const takePicture = async (client: Client, name: string, folder: string): Promise<void> => {
  const place = process.env.THINSMITH_ALL ? join(packageRoot(), "docs/screens") : folder;
  await mkdir(place, { recursive: true });
  const file = join(place, `${name}.png`);
  await client.savePng(file);
  const { size } = await stat(file);
  if (size > largest) throw new Error(`${file} has ${size} bytes`);
};
