/** Names of time zones in the IANA database, UTC first. */
export const timezones = (): string[] => [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC"),
];
