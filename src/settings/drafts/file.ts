import { constants, copyFile, rename, rm } from "node:fs/promises";
import { writeFile } from "atomically";
import { presetName } from "../../grammar/grammar.ts";
import { UsageError } from "../../system/errors.ts";
import { exists } from "../../system/files.ts";
import { differences } from "../difference.ts";
import { parseSettings } from "../parse.ts";
import type { Settings } from "../schema.ts";
import type { Draft } from "./draft.ts";
import { mostSteps } from "./history.ts";
import { claimDraft, type Hold, holdDraft, makeDraft } from "./hold.ts";
import { draftFile, draftVersion, presetIn, readStored } from "./stored.ts";

/** Bytes of a draft's past and future on disk, each: the oldest are left out. */
const mostOfPast = 256 * 1024;

/** The last of these settings that fit. */
const lastOf = (past: readonly object[]): readonly object[] => {
  let room = mostOfPast;
  let from = past.length;
  while (from > 0 && room > 0) {
    room -= JSON.stringify(past[from - 1]).length;
    if (room > 0) from -= 1;
  }
  return past.slice(from);
};

/** Whether something can be compared with settings: what is nested without end cannot. */
const isComparable = (one: unknown): one is object => {
  try {
    return typeof one === "object" && one !== null && differences({}, one).length > 0;
  } catch {
    return false;
  }
};

/** Settings of the past as they were written; the schema reads them when they come back. */
const pastIn = (value: unknown): object[] =>
  Array.isArray(value) ? value.slice(-mostSteps).filter(isComparable) : [];

/** Settings that are only compared with: what cannot be read is no reason to refuse the draft. */
const settingsOr = (others: Settings, stored: unknown): Settings => {
  try {
    return parseSettings(stored);
  } catch {
    return others;
  }
};

/**
 * A draft from its file.
 * @throws UsageError when it cannot be read, SettingsError with every mistake in it
 */
export const loadDraft = async (name: string): Promise<Draft> => {
  const { preset, original, settings, unchanged, building, past, future } = await readStored(draftFile(name));
  const beginning = parseSettings(original, `the beginning of the draft ${name}`);
  return {
    ...{ name, preset: presetIn(preset), building: building === true, original: beginning },
    unchanged: settingsOr(beginning, unchanged),
    settings: parseSettings(settings, `the draft ${name}`),
    ...{ past: pastIn(past), future: pastIn(future) },
  };
};

/** Gives a draft that is held another name, or that with a number behind it. */
const moveDraft = async (before: Hold, name: string): Promise<Hold> => {
  const hold = await claimDraft(name);
  try {
    await rename(draftFile(before.name), draftFile(hold.name));
  } catch (error) {
    await hold.release();
    throw error;
  }
  await before.release();
  return hold;
};

/** The file of a draft that is worked on; no other process writes to it meanwhile. */
export class DraftFile {
  private hold: Hold | undefined;

  /** Without a draft that is on disk, the first `save` makes a file. */
  constructor(hold?: Hold) {
    this.hold = hold;
  }

  /**
   * Replaces what is in the file, whole or not at all, and renames the file where the draft is called otherwise now.
   * @returns the name that the draft has: with a number behind it, where another draft has that name
   */
  async save({ name, past, future, ...draft }: Draft): Promise<string> {
    const content = { version: draftVersion, ...draft, past: lastOf(past), future: lastOf(future) };
    const text = `${JSON.stringify(content)}\n`;
    // What was changed is on disk before the name: another name takes the start of a program.
    if (!this.hold) this.hold = await makeDraft(name, text);
    else {
      await writeFile(draftFile(this.hold.name), text);
      if (this.hold.name !== name) this.hold = await moveDraft(this.hold, name);
    }
    return this.hold.name;
  }

  /** Takes the draft off the disk. */
  async discard(): Promise<void> {
    if (this.hold) await rm(draftFile(this.hold.name), { force: true });
    await this.close();
  }

  /** Leaves the draft to other processes. */
  async close(): Promise<void> {
    await this.hold?.release();
    this.hold = undefined;
  }
}

/**
 * A draft that is on disk, with its file.
 * @throws LockedError when it is open in a wizard; what `loadDraft` throws
 */
export const openDraft = async (name: string): Promise<{ draft: Draft; file: DraftFile }> => {
  const file = new DraftFile(await holdDraft(name));
  try {
    return { draft: await loadDraft(name), file };
  } catch (error) {
    await file.close();
    throw error;
  }
};

/** @throws LockedError when the draft is open in a wizard */
export const deleteDraft = async (name: string): Promise<void> => {
  const hold = await holdDraft(name);
  await rm(draftFile(name), { force: true }).finally(hold.release);
};

/** Holds exactly this name for a draft. */
const takeName = async (name: string): Promise<Hold> => {
  const wrong = presetName.safeParse(name).error?.issues[0]?.message;
  if (wrong !== undefined)
    throw new UsageError(`"${name}" cannot be a draft's name.`, `It has to be ${wrong}.`);
  const hold = await holdDraft(name);
  if (!(await exists(draftFile(name)))) return hold;
  await hold.release();
  throw new UsageError(
    `There is a draft ${name} already.`,
    "Choose another name, or delete that draft first.",
  );
};

/**
 * @throws UsageError for a name that is taken or cannot be a draft's, LockedError when the draft is open in a wizard
 */
export const renameDraft = async (from: string, to: string): Promise<void> => {
  const hold = await holdDraft(from);
  try {
    const target = await takeName(to);
    await rename(draftFile(from), draftFile(to)).finally(target.release);
  } finally {
    await hold.release();
  }
};

/**
 * Copies a draft, with its past; it may be open in a wizard.
 * @param to without it, the copy has the draft's name with a number behind it
 * @returns the name of the copy
 */
export const copyDraft = async (from: string, to?: string): Promise<string> => {
  const hold = await (to === undefined ? claimDraft(from) : takeName(to));
  await copyFile(draftFile(from), draftFile(hold.name), constants.COPYFILE_EXCL).finally(hold.release);
  return hold.name;
};
