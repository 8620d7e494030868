import { describe, expect, it } from "vitest";
import { localStages } from "../../../src/builders/local/definitions.ts";
import { sourceDateFrom } from "../../../src/pipeline/inputs/source-date.ts";
import { plan } from "../../../src/pipeline/plan.ts";
import type { PlanFacts } from "../../../src/pipeline/stage.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

describe("SOURCE_DATE_EPOCH", () => {
  it("is a number of seconds, or not there", () => {
    expect(sourceDateFrom({})).toBeUndefined();
    expect(sourceDateFrom({ SOURCE_DATE_EPOCH: "" })).toBeUndefined();
    expect(sourceDateFrom({ SOURCE_DATE_EPOCH: "1700000000" })).toBe(1_700_000_000);
    expect(sourceDateFrom({ SOURCE_DATE_EPOCH: "0" })).toBe(0);
  });

  it.each(["-1", "1e9", "0x10", " 17", "17 ", "today", "17; reboot", "1".repeat(11)])(
    "is refused as %j",
    (text) => {
      expect(() => sourceDateFrom({ SOURCE_DATE_EPOCH: text })).toThrow("not a number of seconds");
    },
  );

  it("is refused where it is in the future", () => {
    expect(() => sourceDateFrom({ SOURCE_DATE_EPOCH: "9999999999" })).toThrow("in the future");
  });
});

describe("the keys of all stages", () => {
  const facts: PlanFacts = {
    sources: {},
    privilege: "root",
    siteFiles: { overlays: [], certificates: "", demanded: {} },
  };
  const lock = { epoch: 5, packages: [{ name: "kmod", version: "1", architecture: "amd64" }] };
  const keys = (more: Partial<PlanFacts>, base = {}) =>
    plan(localStages, parseSettings({ version: 1, base }), { ...facts, ...more }).map(({ key }) => key);
  /** How many stages have another key. */
  const changed = (one: readonly string[], other: readonly string[]) =>
    one.filter((key, index) => key !== other[index]).length;

  it("change with a date that is given, and with a lock, which has its own date", () => {
    const all = keys({}).length;
    expect(changed(keys({}), keys({ epoch: undefined, lock: undefined }))).toBe(0);
    expect(changed(keys({}), keys({ epoch: 5 }))).toBe(all);
    expect(changed(keys({ epoch: 5 }), keys({ epoch: 6 }))).toBe(all);
    expect(changed(keys({}), keys({ lock }))).toBe(all);
    expect(changed(keys({ lock }), keys({ lock: { ...lock, epoch: 6 } }))).toBe(all);
    expect(changed(keys({ lock }), keys({ lock, epoch: 7 }))).toBe(0);
  });

  it("change with the snapshot only where there is a lock", () => {
    const base = { snapshot: "http://snapshot.example/debian/1/" };
    expect(changed(keys({}), keys({}, base))).toBe(1);
    expect(changed(keys({ lock }), keys({ lock }, base))).toBe(keys({}).length);
  });
});
