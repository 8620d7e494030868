import { broughtBy } from "../catalog/roles.ts";
import type { Settings } from "../settings/schema.ts";

/** What goes over the tree beside the guest's own files, whoever builds it. */
export interface Additions {
  /** Roles, of which some have files of their own in src/guest/roles/. */
  readonly roles: readonly string[];
  /** Files by their path in the image. */
  readonly files: Readonly<Record<string, { readonly text: string; readonly executable: boolean }>>;
  readonly enable: readonly string[];
  readonly mask: readonly string[];
}

/** Settings that add to the tree. */
export interface AdditionSettings {
  readonly base: Pick<Settings["base"], "distribution" | "suite">;
  readonly packages: Pick<Settings["packages"], "roles">;
  readonly client: Pick<Settings["client"], "autologin" | "sshKeys" | "sshRoot" | "user">;
}

/** sshd reads the keys from here: a home comes from an archive, which has none. */
const keyFiles = ({ client }: AdditionSettings): Additions["files"] => {
  if (client.sshKeys.length === 0) return {};
  const file = { text: client.sshKeys.map((key) => `${key}\n`).join(""), executable: false };
  const place = (user: string) => `etc/ssh/authorized_keys.d/${user}`;
  return { [place(client.user)]: file, ...(client.sshRoot ? { [place("root")]: file } : {}) };
};

/** What graphical.target starts: the link that every package with a display manager sets to its own unit. */
const displayManager = "display-manager.service";

/** What the settings' roles and keys add to the tree. Pure. */
export const additionsOf = (settings: AdditionSettings): Additions => {
  const { autologin } = settings.client;
  const brought = broughtBy(settings.packages.roles, settings.base);
  const files = Object.entries(brought.files).map(([path, file]) => [
    path,
    typeof file === "string" ? { text: file, executable: false } : file,
  ]);
  return {
    roles: brought.roles,
    files: { ...Object.fromEntries(files), ...keyFiles(settings) },
    enable: brought.enable,
    // It would take the screen from the role's session, and ask for a password that nobody has.
    mask: [...brought.mask, ...(brought.session && autologin ? [displayManager] : [])],
  };
};
