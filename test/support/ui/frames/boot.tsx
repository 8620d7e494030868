import { it } from "vitest";
import { reportedTimes } from "../../../../src/boot/times.ts";
import { recordedReport } from "../../recorded-report.ts";
import { checksAt, good, openBootScreen } from "../boot-screen.tsx";
import type { Framing } from "./framing.tsx";

/** A page with a line across, as a client may show it. */
const desktop = {
  ...{ width: 64, height: 48 },
  pixels: Uint8Array.from({ length: 64 * 48 * 3 }, (_, at) =>
    Math.floor(at / (64 * 3)) % 24 < 4 ? 240 : 160,
  ),
};

/** The test boot. */
export const bootFrames = ({ matches, go, closing, columns, rows }: Framing): void => {
  it("boot", async () => {
    const screen = openBootScreen(columns, rows, "lab");
    closing(screen.unmount);
    for (let line = 1; line <= 40; line += 1) screen.says(`[  OK  ] Started service ${line}.\r\n`);
    screen.reaches(checksAt(3));
    await go(screen, /service 40/, /● system assembled/);
    await matches("boot", screen);
    const times = reportedTimes(recordedReport, undefined);
    const faster = times.phases.map(({ name, from, to }) => ({ name, from: from * 0.8, to: to * 0.8 }));
    screen.compares({
      id: "20261120T030000Z-bbbbbbbb",
      times: { firmware: "bios", accel: "tcg", phases: faster, units: [] },
    });
    screen.takes(times);
    screen.reaches(checksAt(11));
    screen.judges(good);
    await screen.shows("It boots: 38 s");
    await matches("boot-verdict", screen);
    await go(screen, "w", /^ units .* 75\.8 s/m);
    await matches("boot-times", screen);
  });

  it("boot with a screen", async () => {
    const screen = openBootScreen(columns, rows, "shop", ["kiosk"]);
    closing(screen.unmount);
    screen.reaches(checksAt(7));
    screen.pictures(desktop);
    await go(screen, /● zram/, "p", /▓{10}/);
    await matches("boot-screen", screen);
    await go(screen, "p", /┄ console/);
    await matches("boot-with-screen", screen);
  });
};
