import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Binding, commandOf as commandIn, type ScreenKeys } from "../../../components/keys/keys.ts";
import { packageRoot } from "../../../src/system/paths.ts";

/** Rooms in the order in which somebody meets them. */
const rooms = ["app", "wizard", "build", "boot", "inspect", "serve", "ui", "keys"];

const isKeys = (value: unknown): value is ScreenKeys =>
  typeof value === "object" && value !== null && "title" in value && "bindings" in value;

const find = async () => {
  const root = join(packageRoot(), "components");
  const files = rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .sort()
      .map((name) => join(root, room, name)),
  );
  const found = new Map<string, ScreenKeys>();
  for (const file of files)
    for (const [name, value] of Object.entries(await import(file)))
      if (isKeys(value)) found.set(name.replace(/(Screen|Keys)$/, ""), value);
  return found;
};

/** All screens, and modes of screens, that components export; by name: `steps` is `stepsScreen`. */
export const screens: ReadonlyMap<string, ScreenKeys> = await find();
export const bindingsOf = (name: string): readonly Binding[] => {
  const screen = screens.get(name);
  if (!screen) throw new Error(`no screen is called ${name}`);
  return screen.bindings;
};
/** Bindings by the screen's name. */
export const keyTable = Object.fromEntries([...screens].map(([name, { bindings }]) => [name, bindings]));
export const commandOf = (name: string, key: string) =>
  commandIn({ title: "", bindings: bindingsOf(name) }, key);
export type ScreenName = string;
