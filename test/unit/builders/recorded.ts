import { readFileSync } from "node:fs";
import {
  type MachineLine,
  parseMachineLine,
  saidBy,
} from "../../../src/builders/vagrant/machine-readable.ts";

/** What `vagrant --machine-readable` 2.3.4 with vagrant-libvirt 0.11.2 and ansible-core 2.14 printed, from recorded/NAME.txt. */
export const recorded = (name: string): MachineLine[] =>
  readFileSync(new URL(`recorded/${name}.txt`, import.meta.url), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const parsed = parseMachineLine(line);
      if (!parsed) throw new Error(`not read: ${line}`);
      return parsed;
    });

/** The lines of it that are for people. */
export const recordedText = (name: string): string[] =>
  recorded(name).flatMap((line) => saidBy(line)?.lines ?? []);
