import { describe, expect, it } from "vitest";
import { hashTreeFile } from "../../../src/release/release.ts";
import type { ServeEvent } from "../../../src/serve/events/events.ts";
import { Fetches } from "../../../src/serve/fetches.ts";
import { type Fetch, isPart } from "../../../src/serve/http/request.ts";

const ip = "192.168.77.117";
const size = 1000;

const fetches = () => {
  const events: ServeEvent[] = [];
  const all = new Fetches(
    (event) => events.push(event),
    (address) => ({ ip: address }),
  );
  const begin = (name: string, more: Partial<Fetch> = {}) =>
    all.begin({
      ...{ ip, file: { kind: "file", root: "/r", name, size, release: "r" } },
      ...{ from: 0, bytes: size, part: false, sent: () => 0, stop: () => {} },
      ...more,
    });
  /** A part of the root that is being sent, and what ends it. */
  const part = (sent: number, more: Partial<Fetch> = {}) => {
    const end = begin("rootfs.squashfs", { part: true, from: 300, bytes: 100, sent: () => sent, ...more });
    return () => end(sent, true);
  };
  const said = (type: ServeEvent["type"]) => events.filter((event) => event.type === type);
  return { all, begin, part, said };
};

describe("the parts of a file that a client reads", () => {
  it("are one fetch, with the sum of what was sent", () => {
    const { all, part, said } = fetches();
    const first = part(100);
    const second = part(40);
    first();
    all.tick();
    second();
    all.tick();
    part(10)();
    all.tick();
    expect(said("fetch-started")).toMatchObject([
      { id: 1, file: "rootfs.squashfs", from: 0, streamed: true },
    ]);
    expect(said("fetch-progress")).toMatchObject([{ sent: { 1: 140 } }, { sent: { 1: 150 } }]);
    expect(said("fetch-ended")).toEqual([]);
    all.endAll();
    expect(said("fetch-ended")).toMatchObject([{ id: 1, sent: 150, complete: false }]);
    expect(all.sent).toBe(150);
  });

  it("are those of one client and one release", () => {
    const { part, said } = fetches();
    part(1)();
    part(1, { ip: "192.168.77.118" })();
    part(1, { file: { kind: "file", root: "/other", name: "rootfs.squashfs", size } })();
    expect(said("fetch-started")).toHaveLength(3);
  });

  it("end when the client has all, and begin anew when it starts again", () => {
    const { all, begin, part, said } = fetches();
    part(size)();
    all.tick();
    expect(said("fetch-ended")).toMatchObject([{ id: 1, sent: size, complete: true }]);
    part(100)();
    begin("home.tar.gz")(size, true);
    part(100)();
    expect(said("fetch-ended")).toHaveLength(2);
    begin(hashTreeFile)(size, true);
    part(1)();
    const [, , streamed] = said("fetch-ended");
    expect(streamed).toMatchObject({ sent: 200, complete: false });
    expect(said("fetch-started").filter((event) => "streamed" in event)).toHaveLength(3);
  });

  it("name their last byte, which a fetch that goes on does not", () => {
    expect(["bytes=0-0", "bytes=300-399"].every(isPart)).toBe(true);
    expect([undefined, "bytes=300-", "bytes=-300", "bytes=0-1,3-4"].some(isPart)).toBe(false);
  });
});
