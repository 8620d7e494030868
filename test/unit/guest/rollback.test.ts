import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { initrd, runIn, shells } from "../../support/guest-shell.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-rollback-"));
afterAll(() => rmSync(folder, { recursive: true }));

const variables = join(folder, "variables");
const variable = join(variables, "ThinsmithRollbackIndex-271a1874-a646-4efd-a74f-c1b4eff82272");
/** Non-volatile, for boot services and the running system. */
const attributes = Buffer.of(7, 0, 0, 0);
const keep = (text: string) => writeFileSync(variable, Buffer.concat([attributes, Buffer.from(text)]));
const kept = () => readFileSync(variable);

beforeEach(() => {
  rmSync(variables, { recursive: true, force: true });
  mkdirSync(variables);
});

describe.each(shells)("the rollback index under %s", (shell) => {
  /** What a client says that starts an image, in front of firmware with these variables. */
  const start = (index: number | undefined, { locked = "y", more = "" } = {}): string => {
    const line = index === undefined ? "" : `rollbackindex=${index}\n`;
    writeFileSync(join(folder, "client.conf"), `locked=${locked}\n${line}`);
    const { stdout, stderr } = runIn(
      shell,
      `. ${initrd}/config.sh; . ${initrd}/efi.sh
        efi_variables=${variables} thinsmith_run=${folder} thinsmith_built=${folder}/client.conf
        say() { echo "$*"; }
        fail() { echo "FAIL $1: $2 $3"; exit 9; }
        efi_mount() { return 0; }
        busybox() { echo write; command busybox "$@"; }
        ${more}
        rollback_refuse; echo fetched; rollback_raise; echo up`,
    );
    expect(stderr).toBe("");
    return stdout;
  };

  it("rises with an image that has started, in one write with the attributes of the firmware", () => {
    expect(start(3)).toMatch(/^fetched\nwrite\nthe firmware keeps the rollback index 3.*\nup\n$/);
    expect(kept()).toEqual(Buffer.concat([attributes, Buffer.from("3")]));
    expect(start(12)).toContain("keeps the rollback index 12");
    expect(kept()).toEqual(Buffer.concat([attributes, Buffer.from("12")]));
  });

  it("is not written again while it does not rise", () => {
    for (const index of [undefined, 0]) expect(start(index)).toBe("fetched\nup\n");
    expect(existsSync(variable)).toBe(false);
    keep("12");
    expect(start(12)).toBe("fetched\nup\n");
  });

  it("stops an image with a lower one before it fetches anything", () => {
    keep("12");
    for (const index of [undefined, 0, 3, 11]) {
      const said = start(index);
      expect(said).toMatch(
        new RegExp(`^FAIL ROLLBACK: .*rollback index ${index ?? 0}, .* started one with 12: .*SECURITY\\.md`),
      );
      expect(said).not.toContain("fetched");
    }
    expect(kept().subarray(4).toString()).toBe("12");
  });

  it("does not rise with an image that did not come up", () => {
    keep("3");
    start(4, { more: "rollback_raise() { :; }" });
    expect(start(3)).toBe("fetched\nup\n");
  });

  it("counts for locked images alone, and where the firmware has variables", () => {
    keep("12");
    expect(start(0, { locked: "n" })).toBe("fetched\nup\n");
    const without = "efi_mount() { return 1; }";
    expect(start(0, { more: `${without}; efi_variables=/none/efi/vars` })).toBe("fetched\nup\n");
    // UEFI that does not show them: nobody should think that it protects.
    expect(start(0, { more: without })).toMatch(/^the firmware's variables cannot be read.*\nfetched\nup\n$/);
    expect(start(99, { locked: "n" })).toBe("fetched\nup\n");
    expect(kept().subarray(4).toString()).toBe("12");
  });

  it("is as good as none where the firmware has something else, which is replaced", () => {
    for (const text of ["", "-1", "1 2", "1234567890", "x"]) {
      keep(text);
      expect(start(1), text).toMatch(/^fetched\nwrite\nthe firmware keeps/);
    }
  });

  it("keeps no client from starting where the firmware does not take it, and says why", () => {
    mkdirSync(variable);
    const said = start(1);
    expect(said).toMatch(/did not take the rollback index 1, .*Is a directory/);
    expect(said).toMatch(/\nup\n$/);
  });
});
