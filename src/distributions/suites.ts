/**
 * Suites by name, newest first, and how each runs its network. The tests build and boot the Debian ones; Ubuntu's
 * mirror is not reached from where they run.
 */
export const suites = {
  debian: {
    trixie: { label: "Debian 13 trixie", network: "networkd" },
    bookworm: { label: "Debian 12 bookworm", network: "ifupdown" },
  },
  ubuntu: {
    noble: { label: "Ubuntu 24.04 noble", network: "networkd" },
    jammy: { label: "Ubuntu 22.04 jammy", network: "networkd" },
  },
} as const satisfies Record<string, Record<string, { label: string; network: "ifupdown" | "networkd" }>>;

export type NetworkKind = "ifupdown" | "networkd";
type Distribution = keyof typeof suites;

const known = (distribution: Distribution, suite: string) =>
  (suites[distribution] as Record<string, { label: string; network: NetworkKind }>)[suite];

/** "Debian 13 trixie" where the suite is known, else distribution and suite as written. */
export const suiteLabel = (distribution: Distribution, suite: string): string =>
  known(distribution, suite)?.label ?? `${distribution} ${suite}`;

/** What `client.network: auto` means for a suite. */
export const networkOf = (distribution: Distribution, suite: string): NetworkKind =>
  known(distribution, suite)?.network ?? "networkd";

/** The distribution that has a suite, where it is a known one. */
export const distributionOf = (suite: string): Distribution | undefined =>
  (Object.keys(suites) as Distribution[]).find((distribution) => suite in suites[distribution]);
