let names: readonly string[] | undefined;
let offered: Readonly<Record<string, string>> | undefined;

/** Names of time zones in the IANA database, UTC first. Node.js makes the list anew for each one who asks. */
export const timezones = (): readonly string[] => {
  names ??= ["UTC", ...Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC")];
  return names;
};

/** The same, as a setting offers its values: their names say all. */
export const offeredTimezones = (): Readonly<Record<string, string>> => {
  offered ??= Object.fromEntries(timezones().map((name) => [name, ""]));
  return offered;
};
