import { describe, expect, it } from "vitest";
import { bootScreen } from "../../components/boot/Boot.tsx";
import type { BootBefore } from "../../src/boot/before.ts";
import { readPpm } from "../../src/boot/picture/picture.ts";
import { reportedTimes } from "../../src/boot/times.ts";
import { ThinsmithError } from "../../src/system/errors.ts";
import { recordedReport } from "../support/recorded-report.ts";
import { checksAt, good, names, openBootScreen as open, refused, rest } from "../support/ui/boot-screen.tsx";
import { waitFor } from "../support/wait.ts";

const fits = (frame: string, columns: number, rows: number, alone = false) => {
  const lines = frame.split("\n");
  expect(lines).toHaveLength(rows - 1);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
  // Title, rule, body, rule, key bar; on a wide terminal the borders of panes.
  const rule = columns < 100 || alone ? /^─+$/ : /^[┌└]─.*─[┐┘]$/;
  for (const line of [lines[1], lines.at(-2)]) {
    expect(line).toMatch(rule);
    expect(line).toHaveLength(columns);
  }
};

const recorded = reportedTimes(recordedReport, undefined);
/** Two halves of a screen, the left one of one colour, as QEMU writes it. */
const halves = readPpm(
  Buffer.concat([
    Buffer.from("P6\n64 48\n255\n"),
    ...Array(48 * 32).fill(Buffer.from("2a7f62", "hex")),
    Buffer.alloc(48 * 32 * 3, 255),
  ]),
);

describe("boot screen", () => {
  it.each([
    [60, 18],
    [60, 20],
    [80, 24],
    [120, 40],
  ])("has checks, console, verdict and machine in %d x %d", async (columns, rows) => {
    const { frame, says, reaches, judges, shows, press, unmount } = open(columns, rows, "a".repeat(50));
    for (let line = 0; line < 100; line += 1) says(`line ${line}\r\n`);
    reaches(checksAt(2));
    await shows("line 99");
    await shows("● root fetched");
    fits(frame(), columns, rows);
    for (const name of [...names, ...rest]) expect(frame()).toContain(name);
    expect(frame()).toMatch(/Test boot {2}a+/);
    expect(frame()).toMatch(/ 1024 MiB.* 0:0\d *$/m);
    // The console fills the body to its end.
    expect(frame().split("\n").at(-3)).toContain("line 99");
    reaches(checksAt(11));
    judges(good);
    await shows("✔ It boots: 38 s, 331 MiB in use");
    fits(frame(), columns, rows);
    press("f");
    await shows(/^ 11 of 11 checks {3}✔ It boots: 38 s/m);
    fits(frame(), columns, rows, true);
    // One row for the checks, one for the console's title.
    expect(frame()).toMatch(new RegExp(`^ line ${100 - (rows - 5 - 2)} *$`, "m"));
    expect(frame()).not.toContain("machine id");
    unmount();
  });

  it("says why it does not boot, and what the client says to do", async () => {
    const { reaches, judges, end, shows, frame, unmount } = open(60, 18);
    reaches(checksAt(2, "failed"));
    judges(refused);
    end(refused);
    await shows("✘ It does not boot: The server has no such file.");
    await shows("What to do Copy the release there.");
    await shows("console, the machine has ended");
    await shows("✘ root fetched");
    fits(frame(), 60, 18);
    unmount();
  });

  it("names the checks that failed of a client that came up", async () => {
    const { reaches, judges, shows, unmount } = open();
    reaches(checksAt(7, "failed"));
    judges({ ...good, ok: false });
    await shows("✘ It boots, but not as it should: zram: 61 % of 170 MB");
    unmount();
  });

  it("says what keeps a boot from beginning", async () => {
    const { end, shows, unmount } = open();
    end(new ThinsmithError("QEMU is not installed.", { remedy: "apt-get install qemu-system-x86" }));
    await shows("✘ QEMU is not installed.");
    await shows("What to do apt-get install qemu-system-x86");
    unmount();
  });

  it("is not disturbed by what the console says", async () => {
    const { says, shows, frame, press, unmount } = open();
    says("\x1b[2J\x1b[31mred\x1b[0m \x1b]0;title\x07\x1b[?1049hline\ttab\u202e\r\n");
    says("x".repeat(1_000_000));
    await shows(/red line {8}tab/);
    fits(frame(), 80, 24);
    says(`\r\n\x1b]0;${"never ending ".repeat(10_000)}`);
    says("\r\n\x1b[999999999C\x1b[999999999;1Hafter it all 漢字");
    await shows("after it all 漢字");
    press("f");
    await shows("0 of 0 checks");
    fits(frame(), 80, 24);
    unmount();
  });
});

/** A boot of an earlier release that took half as long. */
const faster: BootBefore["times"] = {
  ...{ firmware: "bios", accel: "tcg" },
  phases: recorded.phases.map(({ name, from, to }) => ({ name, from: from / 2, to: to / 2 })),
  units: [],
};

describe("panes of the boot screen", () => {
  it("show how long each part took, and shaded how long it took before", async () => {
    const { takes, compares, reaches, judges, shows, frame, press, unmount } = open(120, 40);
    compares({ id: "20261120T030000Z-bbbbbbbb", times: faster });
    takes({ phases: recorded.phases.slice(0, 2), units: [] });
    // What is still to come is known from before.
    await shows(/│ units +░+ +│/);
    await shows("135.8 s from the kernel's start; last");
    takes(recorded);
    reaches(checksAt(11));
    judges(good);
    await shows(/│ units +░*█+ +75\.8 s │/);
    expect(frame()).toMatch(/logind +█+ +24\.6 s/);
    press("w");
    await shows(/^ units .* 75\.8 s +▲ 37\.9$/m);
    expect(frame()).toContain("last release 145.1 s");
    unmount();
  });

  it("do not compare with a machine of another kind", async () => {
    const { takes, compares, shows, frame, unmount } = open(120, 40);
    compares({
      id: "20261120T030000Z-bbbbbbbb",
      times: { ...faster, accel: "kvm" },
    });
    takes(recorded);
    await shows(/│ units +█+ +75\.8 s │/);
    expect(frame()).not.toContain("last release");
    unmount();
  });

  it("show the client's screen where a role draws on it, small and large", async () => {
    const { pictures, shows, press, frame, unmount } = open(120, 40, "shop", ["kiosk"]);
    await shows("There is no picture of the client's");
    if (!halves) throw new Error("no picture");
    pictures(halves);
    await shows("┌─ Screen 64x48");
    expect(frame()).toMatch(/│ +[▀▒ ]{10}/);
    press("p");
    await shows(/^ 0 of 0 checks/m);
    fits(frame(), 120, 40, true);
    unmount();
  });
});

describe("keys of the boot screen", () => {
  it("do all that the table says", async () => {
    const { press, shows, boots, reaches, takes, frame, commands, session, machines, typed, unmount } =
      open();
    const tried = new Set<string>();
    const key = (name: string, bytes = name) => {
      tried.add(name);
      press(bytes);
    };
    reaches(checksAt(2));
    await shows("machine id");
    key("?");
    await shows(/^ Keys/m);
    press("\x1b");
    await shows("machine id");
    key("f");
    await shows("2 of 11 checks");
    // Back from the full console is the screen again.
    key("q");
    await shows("machine id");
    takes(recorded);
    key("w");
    await shows(/^ fetch +█+ +49\.6 s/m);
    expect(frame()).toContain("290.3 s from the kernel's start");
    key("p");
    await shows("No role of this image draws on the client's screen");
    press("p");
    await shows("machine id");
    expect(machines.running).toBe(1);
    for (const [index, size] of [2048, 4096, 512].entries()) {
      key("m");
      await waitFor(() => boots.length === index + 2);
      expect(boots.at(-1)).toMatchObject({ memoryMiB: size, accel: "tcg", stay: true });
      await shows(`${size} MiB`);
    }
    key("r");
    await waitFor(() => boots.length === 5);
    expect(boots[4]?.memoryMiB).toBe(512);
    // Asked for faster than a machine ends: the last one counts, and there is never a second machine.
    press("m");
    await waitFor(() => session.snapshot().memoryMiB === 1024);
    session.again(2048);
    session.again(4096);
    await waitFor(() => session.snapshot().memoryMiB === 4096 && session.snapshot().state === "running");
    expect(machines).toEqual({ running: 1, most: 1 });
    key("i");
    await shows("ctrl+] stop typing");
    press("m");
    await waitFor(() => typed.length === 1);
    expect(session.snapshot().memoryMiB).toBe(4096);
    press("\x1d");
    await shows("i type");
    reaches(checksAt(2));
    await shows("● root fetched");
    key("c");
    await shows("Stopped before the client was up.");
    await shows("· root fetched");
    expect(machines.running).toBe(0);
    key("esc", "\x1b");
    await waitFor(() => commands.length > 0);
    expect(commands).toEqual(["back"]);
    unmount();
    expect([...tried, "ctrl+c"].sort()).toEqual(bootScreen.bindings.flatMap(({ keys }) => keys).sort());
  });

  it.each([
    ["q", "back"],
    ["\x03", "quit"],
  ])("leave with %j once the machine is gone", async (key, command) => {
    const { press, commands, machines, shows, unmount } = open();
    await shows("console");
    press(key);
    await waitFor(() => commands.length > 0);
    expect([commands, machines.running]).toEqual([[command], 0]);
    unmount();
  });

  it("reach the client as a serial terminal sends them, until ctrl+]", async () => {
    const { press, typed, shows, commands, says, end, unmount } = open();
    await shows("console");
    says("desk login: ");
    press("i");
    await shows("every key goes to the client until ctrl+]");
    const keys = ["l", "s -la", " ", "\r", "\t", "\x7f", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[Z"];
    const control = [
      "\x03",
      "\x04",
      "\x1a",
      "\x0c",
      "\x1c",
      "?",
      "q",
      "f",
      "m",
      "é漢😀",
      "a paste\rof two\r",
    ];
    let pressed = "";
    for (const key of [...keys, ...control]) {
      press(key);
      pressed += key;
      // Keys that are sent together come one by one.
      await waitFor(() => typed.join("").length >= pressed.length);
    }
    expect(typed.join("")).toBe([...keys, ...control].join(""));
    for (const [key, sent] of [
      ["\x1b", "\x1b"],
      ["\x1b[H", "\x1b[1~"],
      ["\x1b[F", "\x1b[4~"],
      ["\x1b[5~", "\x1b[5~"],
      ["\x1b[6~", "\x1b[6~"],
    ] as const) {
      const before = typed.length;
      press(key);
      await waitFor(() => typed.length > before);
      expect(typed.at(-1)).toBe(sent);
    }
    expect(commands).toEqual([]);
    // A machine that ends meanwhile must not turn what is being typed into commands.
    end(good);
    await shows("the machine has ended");
    press("q\x1d");
    await shows("i type");
    expect(commands).toEqual([]);
    unmount();
  });

  it("stop typing at ctrl+] even when it comes together with other keys", async () => {
    const { press, typed, shows, unmount } = open();
    await shows("console");
    press("i");
    await shows("stop typing");
    press("exit\r\x1d");
    await shows("i type");
    expect(typed).toEqual(["exit\r"]);
    unmount();
  });
});
