import { describe, expect, it } from "vitest";
import type { Command } from "../../components/keys/keys.ts";
import { clientSection } from "../../components/serve/client-section.ts";
import { clientsSection } from "../../components/serve/clients-section.ts";
import { Serve, serveScreen } from "../../components/serve/Serve.tsx";
import { ServeSetup } from "../../components/serve/ServeSetup.tsx";
import { ServeSession } from "../../components/serve/serve-session.ts";
import { beginningWith, type ServeChoice } from "../../components/serve/serve-setup.ts";
import type { ServeEvent } from "../../src/serve/events/events.ts";
import { emptyServeView, foldAll } from "../../src/serve/events/fold.ts";
import type { NetworkInterface } from "../../src/serve/network/interface.ts";
import { ThinsmithError } from "../../src/system/errors.ts";
import { fakeManifest } from "../support/releases/fake-release.ts";
import { draw } from "../support/ui/draw.tsx";
import { waitFor } from "../support/wait.ts";

const fits = (frame: string, columns: number, rows: number) => {
  const lines = frame.split("\n");
  expect(lines).toHaveLength(rows - 1);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
  // Title, rule, body, rule, key bar; from 100 columns on the borders of panes are the rules.
  const rule = columns < 100 ? /^─+$/ : /^[┌└]─.*─[┐┘]$/;
  for (const line of [lines[1], lines.at(-2)]) {
    expect(line).toMatch(rule);
    expect(line).toHaveLength(columns);
  }
};

const started: ServeEvent = {
  ...{ type: "serve-started", at: 0, image: "lab", interface: "eth0", address: "192.168.77.1", prefix: 24 },
  ...{ dhcp: "proxy", tftp: true, http: { server: "nginx", port: 80 } },
  ...{ url: "http://192.168.77.1/boot.ipxe", log: "/nowhere/serve-eth0.log" },
};
const offer: ServeEvent = {
  type: "offer",
  at: 0,
  release: "20261122T211403Z-aaaaaaaa",
  canaries: 0,
  singles: 0,
};
const macOf = (number: number) => `52:54:00:00:77:${String(number).padStart(2, "0")}`;
const ipOf = (number: number) => `192.168.77.${100 + number}`;
const who = (number: number) => ({ mac: macOf(number), ip: ipOf(number) });
const fetching = (number: number, sent: number): ServeEvent[] => [
  {
    ...{ type: "fetch-started", at: Date.now() - 4000, id: number, file: "rootfs.squashfs", from: 0 },
    ...{ size: 100_000_000, release: "r", ...who(number) },
  },
  { type: "fetch-progress", at: Date.now(), sent: { [number]: sent } },
];
const up = (number: number): ServeEvent => ({
  ...{ type: "client", at: Date.now(), step: "up", detail: "after 38 s as desk", ...who(number) },
});
const failed = (number: number): ServeEvent => ({
  ...{ type: "client-failed", at: Date.now(), ...who(number) },
  failure: {
    client: macOf(number),
    code: "MEMORY",
    message: "The image needs more \x1b[31mmemory.",
    facts: "facts",
  },
});

/** The screen in a terminal of a size, with a server that says what the test tells it. */
const open = (columns = 80, rows = 24) => {
  let say: (event: ServeEvent) => void = () => {};
  let fail: (error: Error) => void = () => {};
  let stopped = false;
  const commands: Command[] = [];
  async function* events(signal: AbortSignal): AsyncGenerator<ServeEvent> {
    const waiting: ServeEvent[] = [];
    let error: Error | undefined;
    let wake = () => {};
    say = (event) => {
      waiting.push(event);
      wake();
    };
    fail = (thrown) => {
      error = thrown;
      wake();
    };
    signal.addEventListener("abort", () => wake());
    while (!signal.aborted && !error) {
      yield* waiting.splice(0);
      if (waiting.length > 0 || error) continue;
      await new Promise<void>((done) => {
        wake = done;
      });
    }
    stopped = true;
    if (error) throw error;
  }
  const session = new ServeSession(events);
  const screen = draw(
    <Serve session={session} onCommand={(command) => commands.push(command)} />,
    columns,
    rows,
  );
  return {
    ...screen,
    commands,
    says: (...all: ServeEvent[]) => {
      for (const event of all) say(event);
    },
    fails: (error: Error) => fail(error),
    stopped: () => stopped,
  };
};

describe("serve screen", () => {
  it.each([
    [60, 18],
    [60, 20],
    [80, 24],
    [120, 40],
  ])("shows what is served where, and each client, in %d x %d", async (columns, rows) => {
    const { says, shows, frame, press, unmount } = open(columns, rows);
    await shows("Looking at the network");
    says(started, { ...offer, canary: "20261123T090000Z-bbbbbbbb", canaries: 2, singles: 1 } as ServeEvent);
    await shows("No client has asked yet.");
    says(...fetching(1, 61_000_000), up(2), failed(3));
    says({ type: "problem", at: Date.now(), message: "dnsmasq was ended by SIGKILL.", remedy: "" });
    await shows("3 clients: 1 up, 1 loading, 1 failed");
    fits(frame(), columns, rows);
    expect(frame()).toContain("clients get 20261122T211403Z-aaaaaaaa");
    expect(frame()).toContain("2 of them, on trial: 20261123T090000Z-bbbbbbbb");
    expect(frame()).toMatch(/● 52:54:00:00:77:01 .*██████░░░░ {2}61 %/);
    expect(frame()).toMatch(/✔ 52:54:00:00:77:02 .*up after 38 s/);
    expect(frame()).toMatch(/✘ 52:54:00:00:77:03 .*MEMORY/);
    expect(frame()).toContain("! dnsmasq was ended by SIGKILL.");
    if (columns >= 80) expect(frame()).toContain("192.168.77.101");
    press("j");
    press("j");
    await shows(/❯ ✘ 52:54:00:00:77:03/);
    if (columns < 100) await shows(/The image needs more\s+memory\. facts/);
    else await shows(/! MEMORY: The image needs more memory\. +│\n.*│ facts/);
    fits(frame(), columns, rows);
    // More clients than rows.
    says(...Array.from({ length: 60 }, (_, index) => up(index + 10)));
    await shows("63 clients");
    fits(frame(), columns, rows);
    press("G");
    await shows("52:54:00:00:77:69");
    fits(frame(), columns, rows);
    unmount();
  });

  it("shows beside the clients what all of them get, and how the chosen one started", async () => {
    const { says, shows, frame, press, unmount } = open(120, 40);
    const begun = Date.now() - 60_000;
    says(started, offer, up(1));
    says(
      { type: "client", at: begun, step: "asks", mac: macOf(2) },
      { type: "client", at: begun + 2_000, step: "loader", detail: "snponly.efi", ...who(2) },
      {
        ...{ type: "fetch-started", at: begun + 5_000, id: 1, file: "vmlinuz", from: 0, size: 10 },
        ...{ release: "r", ...who(2) },
      },
      { type: "fetch-ended", at: begun + 6_000, id: 1, sent: 10, complete: true, seconds: 1 },
      ...fetching(2, 50_000_000),
      { type: "refused", at: Date.now(), by: "http", path: "/pxelinux.cfg/\x1b[2J", status: 404, ...who(2) },
    );
    await shows(/├─ 52:54:00:00:77:01 /);
    await shows("█ 1 up   ░ 1 loading   ▓ 0 failed");
    await shows("50 MB sent");
    await shows(/│ is up {5}after 38 s as desk/);
    press("j");
    await shows(/├─ 52:54:00:00:77:02 /);
    for (const text of [
      "address   192.168.77.102",
      "gets      r ",
      "loader    snponly.efi",
      /█[▏▎▍▌▋▊▉█]? +50 % │/,
    ])
      expect(frame()).toMatch(text);
    expect(frame()).toMatch(/│ address +█+ +0:02 │/);
    expect(frame()).toMatch(/│ loader +█+ +0:03 │/);
    expect(frame()).toMatch(/│ kernel +█+ +0:5\d │/);
    // Without what would clear the screen.
    expect(frame().replace(/ *│\n.*││ /g, " ")).toContain(
      "! 52:54:00:00:77:02 asked by HTTP for /pxelinux.cfg/, which is not there (404)",
    );
    fits(frame(), 120, 40);
    unmount();
  });

  it("says the same in words", () => {
    const view = foldAll(emptyServeView, [started, offer, ...fetching(1, 10_000_000), up(2), failed(3)]);
    const now = Date.now();
    expect(clientsSection(view, now).words()).toMatch(
      /^3 clients: 1 up, 1 loading, 1 failed; [\d.]+ \w?B\/s; 10 MB sent\.$/,
    );
    expect(clientSection(view.clients.get(macOf(3)), now).words()).toBe(
      `Client ${macOf(3)}, address ${ipOf(3)}, gets nothing yet, last seen 0 s ago, MEMORY: The image needs more memory., MEMORY: The image needs more memory. facts`,
    );
    expect(clientSection(undefined, now).words()).toBe("No client is chosen.");
  });

  it("says why it cannot begin, and what to do", async () => {
    const { fails, shows, press, commands, unmount } = open();
    fails(
      new ThinsmithError("Port 80 of 192.168.77.1 is in use by nginx.", { remedy: "Stop that program." }),
    );
    await shows("✘ Port 80 of 192.168.77.1 is in use by nginx.");
    await shows("What to do Stop that program.");
    press("esc");
    await waitFor(() => commands.includes("back"));
    unmount();
  });

  it("asks before it leaves clients that are loading, and stops the server before it leaves", async () => {
    const { says, shows, press, commands, stopped, unmount } = open();
    says(started, offer, ...fetching(1, 10));
    await shows("1 loading");
    press("q");
    await shows("1 client is loading. Stop serving?");
    press("n");
    await shows("tab filter");
    expect(stopped()).toBe(false);
    press("esc");
    await shows("Stop serving?");
    press("y");
    await waitFor(() => commands.length > 0);
    expect([commands, stopped()]).toEqual([["back"], true]);
    unmount();
  });

  it("shows what a client reads of its root, and asks before it leaves one that does", async () => {
    const { says, shows, press, unmount } = open();
    const [begun, ...progress] = fetching(1, 24_000_000);
    says(started, offer, { ...begun, streamed: true } as ServeEvent, ...progress);
    await shows("streams, 24 MB of 100 MB read");
    says(up(1));
    await shows("1 up");
    press("q");
    await shows("1 client is reading a root from here. Stop serving?");
    await shows("They wait until");
    press("n");
    says(...fetching(2, 10));
    await shows("1 loading");
    press("q");
    await shows("first try again for five minutes, the others wait.");
    unmount();
  });

  it("does all that the key table says", async () => {
    const { says, shows, press, frame, commands, unmount } = open();
    const tried = new Set<string>();
    const key = (name: string) => {
      tried.add(name);
      press(name);
    };
    says(started, offer, ...fetching(1, 10), up(2), failed(3));
    await shows("3 clients");
    key("?");
    await shows(/^ Keys/m);
    press("esc");
    await shows("3 clients");
    for (const [name, row] of [
      ...[
        ["j", 2],
        ["down", 3],
        ["k", 2],
        ["up", 1],
        ["end", 3],
        ["home", 1],
        ["G", 3],
        ["g", 1],
      ],
      ...[
        ["pagedown", 3],
        ["pageup", 1],
        ["ctrl+d", 3],
        ["ctrl+u", 1],
      ],
    ] as const) {
      key(name);
      await shows(new RegExp(`❯ . ${macOf(row)}`));
    }
    for (const filter of ["loading", "failed", "up"]) {
      key("tab");
      await shows(`shown: ${filter}`);
      expect(frame().match(/52:54:00:00:77:0\d .* {2}|❯ . 52/g)).not.toBeNull();
    }
    key("tab");
    await shows(/3 clients: 1 up, 1 loading, 1 failed {2,}/);
    key("l");
    await shows(/cannot be read|No such file|log/);
    press("esc");
    await shows("3 clients");
    key("esc");
    await shows("Stop serving?");
    press("n");
    await shows("what else happened");
    key("q");
    await shows("Stop serving?");
    press("enter");
    await shows("tab filter");
    key("ctrl+c");
    await shows("Stop serving?");
    press("ctrl+c");
    await waitFor(() => commands.includes("quit"));
    expect([...tried].sort()).toEqual(serveScreen.bindings.flatMap(({ keys }) => keys).sort());
    unmount();
  });
});

const interfaces: NetworkInterface[] = [
  { name: "lo", mac: "", up: true, link: true, loopback: true, subnet: { address: "127.0.0.1", prefix: 8 } },
  { name: "wlan0", mac: "", up: true, link: true, loopback: false },
  {
    name: "eth0",
    mac: "",
    up: true,
    link: false,
    loopback: false,
    subnet: { address: "10.0.0.5", prefix: 24 },
  },
  {
    name: "eth1",
    mac: "",
    up: true,
    link: true,
    loopback: false,
    subnet: { address: "192.168.77.1", prefix: 24 },
  },
];

describe("before an image is served", () => {
  const setup = (all = interfaces) => {
    const choices: ServeChoice[] = [];
    const commands: Command[] = [];
    const screen = draw(
      <ServeSetup
        release={fakeManifest({ id: "20261122T211403Z-2" })}
        interfaces={all}
        start={beginningWith(all)}
        onStart={(choice) => choices.push(choice)}
        onCommand={(command) => commands.push(command)}
      />,
    );
    return { ...screen, choices, commands };
  };

  it("asks before it serves, and Enter alone does not start it", async () => {
    const { shows, frame, press, choices, unmount } = setup();
    await shows("❯ Start serving");
    fits(frame(), 80, 24);
    expect(frame()).toMatch(/network +eth1 {2}192\.168\.77\.1\/24/);
    press("enter");
    await shows("! Serve lab on eth1, to the network 192.168.77.0/24?");
    fits(frame(), 80, 24);
    expect(frame().replace(/\s+/g, " ")).toContain("beside the network's DHCP server, which goes on giving");
    press("enter");
    await shows("change, start");
    press("enter");
    await shows("y start serving");
    expect(choices).toEqual([]);
    press("y");
    await waitFor(() => choices.length === 1);
    expect(choices).toEqual([{ interface: "eth1", dhcp: "proxy", range: "", httpPort: "80" }]);
    unmount();
  });

  it("everything can be chosen, and what is wrong is said and not taken", async () => {
    const { shows, press, frame, choices, commands, unmount } = setup();
    await shows("❯ Start serving");
    press("home");
    press("up");
    press("up");
    press("up");
    press("right");
    await shows(/network +eth0 {2}10\.0\.0\.5\/24, no link/);
    press("left");
    await shows(/network +eth1/);
    press("j");
    press("right");
    await shows(/addresses +192\.168\.77\.129-192\.168\.77\.250/);
    press("j");
    press("enter");
    await shows("take it");
    press("10.0.0.9");
    await shows("a first and a last address");
    press("ctrl+u");
    press("192.168.77.20-192.168.77.30");
    press("enter");
    await shows(/addresses +192\.168\.77\.20-192\.168\.77\.30/);
    press("j");
    press("enter");
    await shows("take it");
    press("ctrl+u");
    press("99999");
    await shows("a port from 1 to 65535");
    press("esc");
    // The row says the same while the line below it is written.
    await shows("change, start");
    await shows(/HTTP port +80/);
    press("j");
    press("space");
    await shows("y start serving");
    expect(frame().replace(/\s+/g, " ")).toContain(
      "gives every machine there that asks an address from 192.168.77.20 to 192.168.77.30",
    );
    press("y");
    await waitFor(() => choices.length === 1);
    expect(choices[0]).toEqual({
      ...{ interface: "eth1", dhcp: "full", range: "192.168.77.20-192.168.77.30", httpPort: "80" },
    });
    press("?");
    await shows(/^ Keys/m);
    press("esc");
    await shows("Start serving");
    press("h");
    await waitFor(() => commands.includes("back"));
    unmount();
  });

  it("cannot start where no interface has an address", async () => {
    const { shows, press, choices, commands, unmount } = setup(interfaces.slice(0, 2));
    await shows("no interface has an IPv4 address");
    press("enter");
    press("q");
    await waitFor(() => commands.includes("quit"));
    expect(choices).toEqual([]);
    unmount();
  });
});
