import { it } from "vitest";
import { explore } from "../explored.tsx";
import type { Framing } from "./framing.tsx";

/** Inside an image. */
export const inspectFrames = ({ matches, closing, columns, rows, archives }: Framing): void => {
  it("inspect", async () => {
    const others = [{ directory: archives().after, label: "lab, today 11:00" }];
    const screen = await explore(archives().before, { columns, rows, others });
    closing(screen.close);
    await screen.go(/[▸+] usr\//, /most: /, "enter", /▾ usr\//);
    await matches("inspect", screen);
    await screen.go("p", /squashfs {2}packages/);
    await matches("inspect-packages", screen);
    await screen.go("esc", /by size/, "t", /\[largest\]/, "tab", /the same|twice or more/);
    await matches("inspect-duplicates", screen);
    await screen.go("esc", /by size/, "/", "motd", "enter", /❯ +motd/, "v", /1 to 3 of 3/);
    await matches("inspect-file", screen);
    await screen.go("x", /Extract/, /Owners\s+and\s+modes/);
    await matches("inspect-extract", screen);
    await screen.go("esc", /by size/, "d", /compare with/);
    await matches("inspect-compare", screen);
    await screen.go("enter", /\d+ differences/);
    await matches("inspect-comparison", screen);
  });
};
