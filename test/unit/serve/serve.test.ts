import { describe, expect, it } from "vitest";
import { judge } from "../../../src/release/prune.ts";
import { identityOf, type ListedRelease } from "../../../src/release/release.ts";
import { namesIn } from "../../../src/serve/deploy/texts.ts";
import { readLine } from "../../../src/serve/dhcp/dnsmasq-log.ts";
import { proxyRemarks } from "../../../src/serve/dhcp/other-servers.ts";
import { decodeReply, encodeDiscover } from "../../../src/serve/dhcp/packet.ts";
import { describer } from "../../../src/serve/events/describe.ts";
import type { ServeEvent } from "../../../src/serve/events/events.ts";
import { emptyServeView, foldAll, type ServeView } from "../../../src/serve/events/fold.ts";
import { rates } from "../../../src/serve/events/rate.ts";
import { parseSent } from "../../../src/serve/http/connections.ts";
import { rangeOf } from "../../../src/serve/http/nginx.ts";
import { nginxSite } from "../../../src/serve/http/nginx-config.ts";
import { parseArpTable } from "../../../src/serve/network/arp-table.ts";
import { checkRange } from "../../../src/serve/network/checks.ts";
import {
  contains,
  inRange,
  netmaskOf,
  networkOf,
  parseRange,
  parseSubnet,
  usualRange,
} from "../../../src/serve/network/ipv4.ts";
import { listenersIn } from "../../../src/serve/network/ports.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { itemOf, itemText } from "../../../src/settings/text-form.ts";

describe("IPv4", () => {
  it("knows a network by one of its addresses", () => {
    const subnet = { address: "192.168.10.254", prefix: 24 };
    expect([networkOf(subnet), netmaskOf(subnet)]).toEqual(["192.168.10.0", "255.255.255.0"]);
    expect([contains(subnet, "192.168.10.1"), contains(subnet, "192.168.11.1")]).toEqual([true, false]);
    expect(networkOf({ address: "10.200.3.4", prefix: 12 })).toBe("10.192.0.0");
  });

  it.each([
    ["192.168.10.254", 24, "192.168.10.129", "192.168.10.250"],
    ["192.168.10.200", 24, "192.168.10.129", "192.168.10.199"],
    ["192.168.10.130", 24, "192.168.10.131", "192.168.10.250"],
    ["10.0.0.1", 8, "10.128.0.1", "10.255.255.250"],
    ["10.0.0.1", 30, "10.0.0.2", "10.0.0.2"],
  ])(
    "gives away the upper half of a network, without its own address: %s/%i",
    (address, prefix, from, to) => {
      const subnet = { address, prefix };
      const range = usualRange(subnet);
      expect(range).toEqual({ from, to });
      expect(inRange(range, address)).toBe(false);
      expect(contains(subnet, from) && contains(subnet, to)).toBe(true);
    },
  );

  it("has no range for a network in which only the server has room", () => {
    const small = { subnet: { address: "10.0.0.2", prefix: 30 }, name: "eth0" };
    expect(() => checkRange(undefined, small)).toThrow("has no room for clients");
  });

  it("reads what a person writes, and nothing else", () => {
    expect(parseSubnet("192.168.10.1/24")).toEqual({ address: "192.168.10.1", prefix: 24 });
    expect(parseRange("10.0.0.1,10.0.0.9")).toEqual({ from: "10.0.0.1", to: "10.0.0.9" });
    for (const text of [
      "",
      "1.2.3",
      "1.2.3.256/24",
      "1.2.3.4/33",
      "1.2.3.4/24/8",
      "01.2.3.4/24",
      "a.b.c.d/24",
    ])
      expect(parseSubnet(text), text).toBeUndefined();
    for (const text of ["10.0.0.9-10.0.0.1", "10.0.0.1", "a-b", "10.0.0.1-10.0.0.2-10.0.0.3"])
      expect(parseRange(text), text).toBeUndefined();
  });
});

describe("DHCP packets", () => {
  const answer = (
    change: (packet: Buffer) => void = () => {},
    options = Buffer.from([53, 1, 2, 54, 4, 10, 0, 0, 1, 255]),
  ) => {
    const packet = encodeDiscover({ mac: Buffer.alloc(6, 1), transaction: 0x12345678 }).subarray(0, 240);
    packet[0] = 2;
    Buffer.from([10, 0, 0, 77]).copy(packet, 16);
    Buffer.from("boot.0").copy(packet, 108);
    change(packet);
    return Buffer.concat([packet, options]);
  };

  it("are read as they were written", () => {
    expect(decodeReply(answer())).toEqual({
      ...{ transaction: 0x12345678, messageType: 2, server: "10.0.0.1", offered: "10.0.0.77" },
      ...{ nextServer: "0.0.0.0", file: "boot.0", vendorClass: "" },
    });
    const vendor = Buffer.from([
      0,
      0,
      60,
      9,
      ...Buffer.from("PXEClient"),
      53,
      1,
      2,
      54,
      4,
      10,
      0,
      0,
      1,
      67,
      1,
      120,
      255,
    ]);
    expect(decodeReply(answer(undefined, vendor))).toMatchObject({ vendorClass: "PXEClient", file: "x" });
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["a request", encodeDiscover({ mac: Buffer.alloc(6), transaction: 1 })],
    ["no DHCP", answer((packet) => packet.writeUInt32BE(0, 236))],
    ["options that go on beyond the end", answer(undefined, Buffer.from([53, 200, 2]))],
    ["no options", answer(undefined, Buffer.alloc(0))],
    ["noise", Buffer.alloc(600, 0xab)],
  ])("that are none are left alone: %s", (_, packet) => {
    expect(decodeReply(packet)).toBeUndefined();
  });
});

describe("what dnsmasq says", () => {
  const root = "/run/thinsmith/x/tftp";
  it.each([
    ["dnsmasq-dhcp[1]: PXE(eth0) 52:54:00:00:77:01 proxy", { step: "asks", mac: "52:54:00:00:77:01" }],
    [
      "dnsmasq-dhcp[1]: 0 PXE(eth0) 192.168.77.123 52:54:00:00:77:07 lpxelinux.0",
      { step: "asks", mac: "52:54:00:00:77:07", ip: "192.168.77.123" },
    ],
    ["dnsmasq-dhcp[1]: DHCPDISCOVER(eth0) 52:54:00:00:77:01 ", { step: "asks", detail: "for an address" }],
    [
      "dnsmasq-dhcp[1]: DHCPACK(eth0) 192.168.77.135 52:54:00:00:77:09 desk",
      { step: "address", ip: "192.168.77.135", mac: "52:54:00:00:77:09" },
    ],
    [`dnsmasq-tftp[1]: sent ${root}/snponly.efi to 192.168.77.5`, { step: "loader", detail: "snponly.efi" }],
    [
      `dnsmasq-tftp[1]: sent ${root}/lab/1/thinsmith.efi to 192.168.77.5`,
      { step: "loader", ip: "192.168.77.5", detail: "thinsmith.efi", sent: "lab/1/thinsmith.efi" },
    ],
    [
      `dnsmasq-tftp[1]: file ${root}/odd name not found for 192.168.77.5`,
      { kind: "refused", path: "odd name" },
    ],
    ["dnsmasq-dhcp[1]: DHCPDISCOVER(eth0) 52:54:00:00:77:01 no address available", { kind: "problem" }],
  ])("%s", (line, meaning) => {
    expect(readLine(line, root)).toMatchObject(meaning);
  });

  it("is ignored where loaders try one file after another, or where no client is concerned", () => {
    for (const name of [
      "pxelinux.cfg/C0A84D",
      "grub/x86_64-efi/command.lst",
      "pxelinux.cfg/01-52-54-00-00-77-07",
    ])
      expect(
        readLine(`dnsmasq-tftp[1]: file ${root}/${name} not found for 192.168.77.5`, root),
      ).toBeUndefined();
    expect(readLine("dnsmasq[1]: started, version 2.90 DNS disabled", root)).toBeUndefined();
  });
});

describe("the kernel's tables", () => {
  it("say who has which address", () => {
    const text = `IP address       HW type     Flags       HW address            Mask     Device
192.168.77.117   0x1         0x2         52:54:00:00:77:0A     *        eth0
192.168.77.9     0x1         0x0         00:00:00:00:00:00     *        eth0
`;
    expect([...parseArpTable(text)]).toEqual([["192.168.77.117", "52:54:00:00:77:0a"]]);
  });

  it("say how much was sent to whom", () => {
    const text = `0 0 192.168.77.1:80 192.168.77.117:5555 cubic wscale:7,7 bytes_sent:900 bytes_acked:800 segs_out:4
0      12     192.168.77.1:80 192.168.77.118:1 cubic rto:204
nonsense`;
    expect([...parseSent(text)]).toEqual([["192.168.77.117:5555", 800]]);
  });

  it("say who listens where it concerns us", () => {
    const here = { address: "192.168.77.1", interface: "eth0" };
    const line = (local: string, name = "dnsmasq") =>
      `UNCONN 0 0 ${local} 0.0.0.0:* users:(("${name}",pid=1,fd=4))`;
    const ours = ["0.0.0.0:67", "0.0.0.0%eth0:67", "192.168.77.1:67", "*:67", "[::]:67"];
    const others = ["0.0.0.0%virbr0:67", "192.168.122.1:67", "127.0.0.1:67", "[fe80::1]%eth0:67"];
    expect(listenersIn(ours.map((local) => line(local)).join("\n"), here)).toEqual(ours.map(() => "dnsmasq"));
    expect(listenersIn(others.map((local) => line(local)).join("\n"), here)).toEqual([]);
    expect(listenersIn("UNCONN 0 0 *:67 *:*", here)).toEqual(["another program"]);
  });
});

it("the path of reports is a text for nginx, no pattern", () => {
  const site = nginxSite({
    ...{ address: "192.168.77.1", port: 80, root: "/srv/thinsmith", release: "lab/1" },
    reportPath: "c++/a.b",
  });
  expect(site).toContain("location ~ ^(/[^/]+/[^/]+)?/c\\+\\+/a\\.b$ {");
});

it("a Range is read as nginx reads it", () => {
  expect(rangeOf(undefined, 100)).toEqual({ from: 0, bytes: 100 });
  expect(rangeOf("bytes=10-", 100)).toEqual({ from: 10, bytes: 90 });
  expect(rangeOf("bytes=10-19", 100)).toEqual({ from: 10, bytes: 10 });
  expect(rangeOf("bytes=10-1000", 100)).toEqual({ from: 10, bytes: 90 });
  expect(rangeOf("bytes=-5", 100)).toEqual({ from: 95, bytes: 5 });
  expect(rangeOf("bytes=0-1,5-6", 100)).toEqual({ from: 0, bytes: 100 });
  expect(rangeOf("nonsense", 100)).toEqual({ from: 0, bytes: 100 });
});

describe("advice on a network", () => {
  const reply = { transaction: 1, messageType: 2, file: "", vendorClass: "", nextServer: "0.0.0.0" };
  const router = { ...reply, server: "10.0.0.1", offered: "10.0.0.77" };
  const ours = { ...reply, server: "10.0.0.9", offered: "0.0.0.0", vendorClass: "PXEClient" };
  const advise = (replies: Parameters<typeof proxyRemarks>[0], uefi: "ipxe" | "grub" | "uki" = "ipxe") =>
    proxyRemarks(replies, "10.0.0.9", { uefi }).map(({ message }) => message);
  it("is none where all is well", () => {
    expect(advise([router, ours])).toEqual([]);
    expect(advise([{ ...router, nextServer: "10.0.0.9" }], "grub")).toEqual([]);
    expect(advise([router], "uki")).toEqual([]);
  });
  it("names what is missing or in the way", () => {
    expect(advise([ours])).toEqual([expect.stringContaining("No DHCP server answers")]);
    expect(advise([router, { ...ours, server: "10.0.0.8" }])).toEqual([expect.stringContaining("10.0.0.8")]);
    expect(advise([{ ...router, file: "other.0" }])).toEqual([expect.stringContaining("other.0")]);
    expect(advise([router], "grub")).toEqual([expect.stringContaining("GRUB takes")]);
  });
});

describe("the table of clients", () => {
  const row = {
    client: "52:54:00:00:77:01",
    release: "kiosk",
    parameters: ["a=b", "quiet"],
    overlays: ["x.tar.gz", "y/z.tar.gz"],
  };
  it("is written as lines that come back as they were", () => {
    const line = "52:54:00:00:77:01 release=kiosk overlays=x.tar.gz;y/z.tar.gz a=b quiet";
    expect(itemText("serve.clients", row)).toBe(line);
    expect(itemOf("serve.clients", line)).toEqual(row);
    expect(itemOf("serve.clients", " default ")).toEqual({
      client: "default",
      release: null,
      parameters: [],
      overlays: null,
    });
    expect(itemOf("serve.clients", "default overlays=")).toMatchObject({ overlays: [] });
  });
  it("takes no strings that could be more than a word somewhere", () => {
    const parse = (one: object) =>
      parseSettings({ version: 1, serve: { clients: [{ ...row, ...one }] } as never });
    expect(parse({}).serve.clients).toEqual([row]);
    for (const one of [
      ...[
        { client: "52:54:00" },
        { client: "52:54-00:00:77:01" },
        { client: "x\ny" },
        { release: "../x" },
        { release: "" },
      ],
      ...[
        { parameters: ["a b"] },
        { parameters: ['a"'] },
        { parameters: ["a\n"] },
        { parameters: [`\${net0}`] },
      ],
      ...[{ overlays: ["../x"] }, { overlays: ["a b"] }, { more: 1 }],
    ])
      expect(() => parse(one), JSON.stringify(one)).toThrow(/is not allowed|no such setting/);
    const twice = { clients: [row, { ...row, client: "52-54-00-00-77-01" }] };
    expect(() => parseSettings({ version: 1, serve: twice })).toThrow(
      "52:54:00:00:77:01 is listed more than once",
    );
  });
});

it("names that clients are told are those that somebody's DNS has to know", () => {
  const settings = parseSettings({
    version: 1,
    boot: {
      ...{ rootUrl: "rootfs.squashfs|http://a.lab/x|https://10.0.0.1/y", overlays: ["http://b.lab:8080/z"] },
      server: "boot.lab:8080",
    },
    client: { ntpServers: ["time.lab", "10.0.0.2"], rdpServers: [{ name: "x", host: "ts1.lab" }] },
  });
  const current = { directory: "/x", manifest: { settings } };
  const assignment = { serve: settings.serve, current, named: new Map(), others: [] };
  expect(namesIn(assignment as never)).toEqual(["a.lab", "b.lab", "boot.lab", "time.lab", "ts1.lab"]);
});

describe("pruning", () => {
  const release = (id: string, more: Partial<ListedRelease> = {}): ListedRelease =>
    ({ current: false, canary: false, manifest: { id }, ...more }) as ListedRelease;
  const releases = [
    release("9", { canary: true }),
    ...["8", "7"].map((id) => release(id)),
    release("6", { current: true }),
    ...["5", "4", "3", "2"].map((id) => release(id)),
  ];
  const reasons = (served: string[], named: string[], keep: number) =>
    judge(releases, new Set(served), new Set(named), keep).map(
      ({ release: one, stays }) => `${identityOf(one).id} ${stays}`,
    );
  it("leaves what anybody gets, may get or may go back to", () => {
    expect(reasons(["4"], ["2"], 0)).toEqual([
      ...[
        "9 canary",
        "8 undefined",
        "7 undefined",
        "6 current",
        "5 before",
        "4 served",
        "3 undefined",
        "2 named",
      ],
    ]);
    expect(reasons([], [], 2).slice(0, 3)).toEqual(["9 canary", "8 new", "7 undefined"]);
    expect(judge([release("1")], new Set(), new Set(), 0)).toEqual([{ release: release("1") }]);
  });
});

describe("a boot server's events", () => {
  const at = 1_000_000;
  const mac = "52:54:00:00:77:01";
  const ip = "192.168.77.117";
  const fetchOf = (id: number, file: string, more: object = {}): ServeEvent => ({
    ...{ type: "fetch-started", at, id, file, release: "r", from: 0, size: 100, mac, ip },
    ...more,
  });
  const ended = (id: number, complete = true, sent = 100): ServeEvent => ({
    type: "fetch-ended",
    at,
    id,
    sent,
    complete,
    seconds: 1,
  });
  const client = (view: ServeView, key = mac) => view.clients.get(key);

  it("follow a client that streams its root for as long as it reads", () => {
    const streamed = { streamed: true };
    let view = foldAll(emptyServeView, [
      ...[fetchOf(1, "vmlinuz"), ended(1), fetchOf(2, "rootfs.verity"), ended(2)],
      ...[fetchOf(3, "rootfs.squashfs", streamed), fetchOf(4, "home.tar.gz")],
      { type: "fetch-progress", at, sent: { 3: 20, 4: 50 } },
    ]);
    expect(client(view)).toMatchObject({ state: "root", fetch: { sent: 50 }, stream: { sent: 20 } });
    view = foldAll(view, [ended(4), { type: "client", at, step: "up", mac, ip }]);
    view = foldAll(view, [{ type: "fetch-progress", at, sent: { 3: 90 } }]);
    expect(client(view)).toMatchObject({ state: "up", stream: { sent: 90, state: "running" } });
    expect(view.sent).toBe(390);
    view = foldAll(view, [ended(3), fetchOf(5, "rootfs.squashfs", streamed)]);
    expect(client(view)).toMatchObject({ state: "up", stream: { id: 5, sent: 0 } });
    view = foldAll(view, [fetchOf(6, "vmlinuz")]);
    expect(client(view)?.stream).toBeUndefined();
    // A server that has just started knows its clients by what they read.
    expect(client(foldAll(emptyServeView, [fetchOf(1, "rootfs.squashfs", streamed)]))?.release).toBe("r");
  });

  it("keep what a client reports while it runs", () => {
    const notice = { code: "ROOT-SERVER", message: "It waited 42 s for the boot server." };
    let view = foldAll(emptyServeView, [
      { type: "client", at, step: "up", mac, ip },
      { type: "client-notice", at, notice, mac, ip },
    ]);
    expect(client(view)).toMatchObject({ state: "up", notice });
    expect(view.notes).toMatchObject([{ message: `${mac} (${ip}) says (ROOT-SERVER): ${notice.message}` }]);
    view = foldAll(view, [fetchOf(1, "vmlinuz")]);
    expect(client(view)?.notice).toBeUndefined();
  });

  it("follow a client from its first question until it is up", () => {
    let view = foldAll(emptyServeView, [{ type: "client", at, step: "asks", mac }]);
    expect(client(view)?.state).toBe("asks");
    view = foldAll(view, [{ type: "client", at, step: "loader", mac, ip, detail: "snponly.efi" }]);
    expect(client(view)).toMatchObject({ state: "loader", ip });
    view = foldAll(view, [fetchOf(1, "vmlinuz"), ended(1), fetchOf(2, "initrd.img"), ended(2)]);
    expect(client(view)).toMatchObject({ state: "kernel", release: "r" });
    // The initrd and the running system ask for addresses of their own.
    view = foldAll(view, [{ type: "client", at, step: "asks", mac }, fetchOf(3, "rootfs.squashfs")]);
    view = foldAll(view, [{ type: "fetch-progress", at, sent: { 3: 61 } }]);
    expect(client(view)).toMatchObject({ state: "root", fetch: { sent: 61, state: "running" } });
    expect(view.sent).toBe(261);
    view = foldAll(view, [
      ended(3),
      fetchOf(4, "home.tar.gz"),
      ended(4),
      { type: "client", at, step: "asks", mac },
    ]);
    expect(client(view)?.state).toBe("loaded");
    view = foldAll(view, [{ type: "client", at, step: "up", mac, ip, detail: "after 38 s" }]);
    expect(client(view)).toMatchObject({ state: "up", detail: "after 38 s", release: "r" });
    expect(view.sent).toBe(400);
    view = foldAll(view, [{ type: "client", at, step: "loader", mac, ip }]);
    expect(client(view)).toEqual({ key: mac, mac, ip, state: "loader", times: { loader: at }, seenAt: at });
  });

  it("tell what a client said when it could not start, and forget it when it tries again", () => {
    const failure = { client: mac, code: "MEMORY", message: "too little", facts: "" };
    let view = foldAll(emptyServeView, [
      fetchOf(1, "rootfs.squashfs"),
      { type: "client-failed", at, failure, mac, ip },
    ]);
    expect(client(view)).toMatchObject({ state: "failed", failure });
    view = foldAll(view, [ended(1, false, 40)]);
    expect(client(view)).toMatchObject({ state: "failed", fetch: { state: "broken", sent: 40 } });
    expect(view.sent).toBe(40);
    view = foldAll(view, [{ type: "client", at, step: "asks", mac }]);
    expect(client(view)).toEqual({ key: mac, mac, ip, state: "asks", times: { asks: at }, seenAt: at });
  });

  it("say when a client came how far, by which loader, and what it asked for in vain", () => {
    const later = (seconds: number) => at + seconds * 1000;
    const view = foldAll(emptyServeView, [
      { type: "client", at, step: "asks", mac },
      { type: "client", at: later(2), step: "loader", mac, ip, detail: "snponly.efi" },
      { type: "client", at: later(3), step: "loader", mac, ip, detail: "its iPXE script" },
      { ...fetchOf(1, "vmlinuz"), at: later(4) } as ServeEvent,
      { type: "refused", at: later(4), by: "http", path: "/x", status: 404, ip },
      { ...fetchOf(2, "rootfs.squashfs"), at: later(6) } as ServeEvent,
      { ...ended(2), at: later(9) } as ServeEvent,
      { ...fetchOf(3, "home.tar.gz"), at: later(9) } as ServeEvent,
      { ...ended(3), at: later(10) } as ServeEvent,
      { type: "client", at: later(40), step: "up", mac, ip },
    ]);
    expect(client(view)).toMatchObject({
      loader: "snponly.efi",
      refused: `${ip} asked by HTTP for /x, which is not there (404)`,
      times: {
        ...{ asks: at, loader: later(2), kernel: later(4), root: later(6) },
        ...{ loaded: later(10), up: later(40) },
      },
    });
  });

  it("give the rate of each second, and none while nothing is sent", () => {
    const second = 1000;
    const events = [
      { ...fetchOf(1, "rootfs.squashfs"), at },
      ...[1, 2, 3].map((count) => ({
        type: "fetch-progress" as const,
        at: at + count * second,
        sent: { 1: count * 10 },
      })),
      // After a pause.
      { ...fetchOf(2, "home.tar.gz"), at: at + 10 * second },
      { ...ended(2, true, 50), at: at + 11 * second },
    ] as ServeEvent[];
    const { samples } = foldAll(emptyServeView, events);
    expect(rates(samples, at + 11 * second, 11)).toEqual([10, 10, 10, 0, 0, 0, 0, 0, 0, 0, 50]);
    expect(rates(samples, at + 14 * second, 5)).toEqual([0, 50, 0, 0, 0]);
    expect(rates([], at, 2)).toEqual([0, 0]);
    // Many events at once are one sample, and no more are kept than are drawn.
    const many = foldAll(
      emptyServeView,
      Array.from({ length: 3000 }, (_, id) => ({ ...ended(id, true, 1), at: at + id * 100 }) as ServeEvent),
    );
    expect(many.samples.length).toBeLessThanOrEqual(400);
    expect(many.samples.at(-1)?.sent).toBe(3000);
    const last = rates(many.samples, at + 3000 * 100, 20);
    expect(last.reduce((sum, one) => sum + one, 0) / 20).toBeCloseTo(10, 0);
  });

  it("make one client of an address and a card, and two where an address is given to another", () => {
    let view = foldAll(emptyServeView, [fetchOf(1, "vmlinuz", { mac: undefined })]);
    expect([...view.clients.keys()]).toEqual([ip]);
    view = foldAll(view, [fetchOf(2, "initrd.img")]);
    expect([...view.clients.keys()]).toEqual([mac]);
    view = foldAll(view, [fetchOf(3, "vmlinuz", { mac: undefined })]);
    expect([...view.clients.keys()]).toEqual([mac]);
    const other = "52:54:00:00:77:02";
    view = foldAll(view, [fetchOf(4, "vmlinuz", { mac: other })]);
    expect(client(view)?.ip).toBeUndefined();
    expect(client(view, other)?.ip).toBe(ip);
  });

  it("keep no more than a bound, whatever is made up", () => {
    const events: ServeEvent[] = [];
    for (let number = 0; number < 10_500; number += 1) {
      const made = number.toString(16).padStart(4, "0");
      events.push({
        type: "client",
        at: number,
        step: "asks",
        mac: `02:00:00:00:${made.slice(0, 2)}:${made.slice(2)}`,
      });
      if (number < 500) events.push({ type: "note", at, message: String(number) });
    }
    const view = foldAll(emptyServeView, events);
    expect(view.clients.size).toBe(10_000);
    expect(view.clients.has("02:00:00:00:00:00")).toBe(false);
    expect(view.notes).toHaveLength(200);
  });

  it("are lines for a log, but for what is only progress", () => {
    const describe = describer();
    const lines = [
      fetchOf(7, "rootfs.squashfs", { size: 150_000_000, from: 50_000_000 }),
      { type: "fetch-progress", at, sent: { 7: 1 } } satisfies ServeEvent,
      ended(7, false, 20_000_000),
      { type: "refused", at, by: "tftp", path: "x", ip } satisfies ServeEvent,
      { type: "refused", at, by: "http", path: "/", status: 404, ip } satisfies ServeEvent,
      { type: "problem", at, message: "This.", remedy: "Do that." } satisfies ServeEvent,
    ].map(describe);
    expect(lines).toEqual([
      `${mac} (${ip}) fetches rootfs.squashfs of r, 150 MB from byte 50000000`,
      undefined,
      `${mac} (${ip}) broke off rootfs.squashfs after 20 MB of 100 MB`,
      `${ip} asked by TFTP for x, which is not there`,
      `${ip} asked by HTTP for /, which is not there (404)`,
      "! This. What to do: Do that.",
    ]);
  });
});
