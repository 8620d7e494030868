/** Time zones by the names that a client's zoneinfo has, UTC first. */
export const timezones = (): string[] => [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC"),
];
