import { sshKeysIn } from "../grammar/ssh-key.ts";
import { readValue } from "./assign.ts";
import { type Field, fields } from "./fields.ts";
import { rdpServer, rdpText } from "./rdp-form.ts";
import type { Settings } from "./schema.ts";

type ServedClient = Settings["serve"]["clients"][number];

/** CLIENT release=RELEASE overlays=A;B WORD WORD, the last as they stand on a kernel command line. */
const clientText = ({ client, release, parameters, overlays }: ServedClient): string =>
  [
    client,
    ...(release === null ? [] : [`release=${release}`]),
    ...(overlays === null ? [] : [`overlays=${overlays.join(";")}`]),
    ...parameters,
  ].join(" ");

const servedClient = (text: string): unknown => {
  const [client = "", ...words] = text.trim().split(/\s+/);
  const after = (start: string) => words.find((word) => word.startsWith(start))?.slice(start.length);
  const overlays = after("overlays=");
  return {
    client,
    release: after("release=") ?? null,
    overlays: overlays === undefined ? null : overlays.split(/[;,]/).filter(Boolean),
    parameters: words.filter((word) => !/^(release|overlays)=/.test(word)),
  };
};

/** Lists whose items are more than words: how one is written on a line, and read. */
const forms: Readonly<Record<string, { write(item: never): string; read(text: string): unknown }>> = {
  "client.rdpServers": { write: rdpText, read: rdpServer },
  "serve.clients": { write: clientText, read: servedClient },
};

/** An item of a list setting as a line that a person can write. */
export const itemText = (name: string, item: unknown): string =>
  forms[name]?.write(item as never) ?? String(item);

/** The item that such a line means; the schema says whether it is one. */
export const itemOf = (name: string, text: string): unknown => forms[name]?.read(text) ?? text.trim();

/** Items that are words: blanks and line ends separate them. */
const ofWords = ["boot.extra", "boot.console", "boot.overlays", "client.ntpServers", "serve.canary"];

/** The items that a line means, of which a person may have pasted several. */
export const itemsOf = (name: string, text: string): unknown[] => {
  if (name === "client.sshKeys") return sshKeysIn(text);
  if (ofWords.includes(name)) return text.split(/\s+/).filter(Boolean);
  return text.trim() === "" ? [] : [itemOf(name, text)];
};

/** A setting that is no list as a line that a person can write; empty for none. */
export const valueText = (value: unknown): string => (value === null ? "" : String(value));

/** The value that such a line means. Nothing is none, where the setting may be that. */
export const valueIn = (name: string, text: string): unknown => {
  const field = fields().get(name) as Field;
  if (text.trim() === "" && field.types.includes("null")) return null;
  return readValue(field, text.trim());
};
