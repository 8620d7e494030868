import { describe, expect, it } from "vitest";
import type { Release } from "../../../src/release/release.ts";
import { describer } from "../../../src/serve/events/describe.ts";
import type { ClientName, ServeEvent } from "../../../src/serve/events/events.ts";
import { emptyServeView, foldAll, type ServeView } from "../../../src/serve/events/fold.ts";
import { SilentClients } from "../../../src/serve/events/silent-clients.ts";
import { fakeManifest } from "../../support/releases/fake-release.ts";

const [mac, ip] = ["52:54:00:00:77:01", "192.168.77.101"] as const;

describe("a client that has thinsmith.efi and asks for nothing more", () => {
  const releaseOf = (id: string): Release => ({ directory: `/images/${id}`, manifest: fakeManifest({ id }) });
  const [first, second] = [releaseOf("first"), releaseOf("second")];
  /** What is said, at seconds of a clock that stands still. */
  const watch = () => {
    let now = 0;
    const said: string[] = [];
    const clients = new SilentClients(
      (client, { manifest }, seconds) => said.push(`${client.mac ?? client.ip} ${manifest.id} ${seconds}`),
      () => now,
    );
    /** The time comes, and is looked at; all that was said until then. */
    const at = (seconds: number) => {
      now = seconds * 1000;
      clients.tick();
      return said;
    };
    return { clients, at };
  };

  it("is noticed once for each time that it loads it", () => {
    const { clients, at } = watch();
    clients.loaded({ mac, ip }, first);
    expect(at(119)).toEqual([]);
    expect(at(120)).toEqual([`${mac} first 120`]);
    expect(at(500)).toHaveLength(1);
    clients.loaded({ mac, ip }, first);
    expect(at(621)).toEqual([`${mac} first 120`, `${mac} first 121`]);
  });

  it("counts from the first time where it tries again and again, and anew with another release", () => {
    const { clients, at } = watch();
    clients.loaded({ mac, ip }, first);
    at(50);
    clients.loaded({ mac, ip }, first);
    expect(at(120)).toEqual([`${mac} first 120`]);
    clients.loaded({ mac, ip }, first);
    at(200);
    clients.loaded({ mac, ip }, second);
    expect(at(240)).toHaveLength(1);
    expect(at(320)).toEqual([`${mac} first 120`, `${mac} second 120`]);
  });

  it("is not waited for where its card is not known: its system may get another address", () => {
    const { clients, at } = watch();
    clients.loaded({ ip }, first);
    expect(at(1000)).toEqual([]);
  });

  it.each<[string, ClientName]>([
    ["by its card, at another address", { mac, ip: "192.168.77.200" }],
    ["by its address", { ip }],
  ])("is not one that is heard of %s", (_, name) => {
    const { clients, at } = watch();
    clients.loaded({ mac, ip }, first);
    at(60);
    clients.heard(name);
    expect(at(1000)).toEqual([]);
  });

  it("is not mistaken for another one", () => {
    const { clients, at } = watch();
    clients.loaded({ mac, ip }, first);
    clients.heard({ ip: "192.168.77.102" });
    // The address is that of another card by now.
    clients.heard({ mac: "52:54:00:00:77:02", ip });
    clients.heard({});
    expect(at(120)).toEqual([`${mac} first 120`]);
  });
});

describe("a client whose firmware refuses thinsmith.efi", () => {
  const at = 1_000_000;
  const fetched = (id: number, file: string): ServeEvent[] => [
    { type: "fetch-started", at, id, file, release: "r", from: 0, size: 100, mac, ip },
    { type: "fetch-ended", at, id, sent: 100, complete: true, seconds: 1 },
  ];
  const silent = (signed = true): ServeEvent => ({
    ...{ type: "client-silent", at: at + 120_000, release: "r", signed, seconds: 120, mac, ip },
  });
  const client = (view: ServeView) => view.clients.get(mac);

  it("is told in a line, with what to do", () => {
    const line = (event: ServeEvent) => describer()(event) ?? "";
    for (const signed of [true, false]) {
      expect(line(silent(signed))).toMatch(
        new RegExp(
          `^${mac} \\(${ip}\\) loaded thinsmith\\.efi of r, and asked for nothing in the 120 s since`,
        ),
      );
      expect(line(silent(signed))).toContain("Access Denied");
      // Longer lines are cut in the log.
      expect(line(silent(signed)).length).toBeLessThan(1000);
    }
    expect(line(silent(true))).toMatch(/its db lacks the certificate.*thinsmith keys enrol.*sbverify/);
    expect(line(silent(false))).toMatch(/is not signed.*publish\.key/);
  });

  it("has failed, until it loads anything again", () => {
    let view = foldAll(emptyServeView, fetched(1, "thinsmith.efi"));
    expect(client(view)).toMatchObject({ state: "kernel", release: "r", fetch: { state: "complete" } });
    view = foldAll(view, [silent()]);
    expect(client(view)).toMatchObject({
      state: "failed",
      times: { kernel: at, failed: at + 120_000 },
      // When it was heard of last.
      seenAt: at,
      failure: { code: "FIRMWARE", remedy: expect.stringContaining("thinsmith keys enrol") },
    });
    expect(view.notes).toEqual([
      expect.objectContaining({ kind: "note", message: expect.stringContaining("asked for nothing") }),
    ]);
    // It was only slow.
    const slow = client(foldAll(view, fetched(2, "rootfs.squashfs")));
    expect([slow?.state, slow?.failure]).toEqual(["loaded", undefined]);
    const again = client(foldAll(view, fetched(2, "thinsmith.efi")));
    expect([again?.state, again?.failure, again?.times]).toEqual(["kernel", undefined, { kernel: at }]);
  });

  it("has loaded a kernel by TFTP as well, and no loader", () => {
    const step: ServeEvent = { type: "client", at, step: "loader", mac, ip, detail: "thinsmith.efi" };
    const view = foldAll(emptyServeView, [{ type: "client", at, step: "asks", mac }, step]);
    expect(client(view)).toMatchObject({ state: "kernel", times: { asks: at, kernel: at } });
    expect(client(view)?.loader).toBeUndefined();
  });
});
