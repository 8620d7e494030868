import type { Settings } from "../../../settings/schema.ts";

export const providers = ["libvirt", "virtualbox"] as const;
export type Provider = (typeof providers)[number];

/** A base box of Vagrant Cloud, and the providers that it exists for. */
export interface BaseBox {
  readonly name: string;
  readonly providers: readonly Provider[];
}

type Distribution = Settings["base"]["distribution"];

/** Boxes by suite, the one to take first. Debian's own trixie is for libvirt alone; Canonical makes none since 24.04. */
export const boxes: Readonly<Record<Distribution, Readonly<Record<string, readonly BaseBox[]>>>> = {
  debian: {
    trixie: [
      { name: "debian/trixie64", providers: ["libvirt"] },
      { name: "cloud-image/debian-13", providers: ["libvirt", "virtualbox"] },
    ],
    bookworm: [
      { name: "debian/bookworm64", providers: ["libvirt", "virtualbox"] },
      { name: "cloud-image/debian-12", providers: ["libvirt", "virtualbox"] },
    ],
  },
  ubuntu: {
    noble: [
      { name: "cloud-image/ubuntu-24.04", providers: ["libvirt", "virtualbox"] },
      { name: "bento/ubuntu-24.04", providers: ["virtualbox"] },
    ],
    jammy: [{ name: "cloud-image/ubuntu-22.04", providers: ["libvirt", "virtualbox"] }],
  },
};

/** What `box make` calls the box of a suite. */
export const ownBox = (suite: string): string => `thinsmith/${suite}`;

/** What the catalogue says of a box by its name, where it has it. */
export const boxNamed = (name: string): (BaseBox & { readonly suite: string }) | undefined =>
  Object.values(boxes)
    .flatMap((suites) =>
      Object.entries(suites).flatMap(([suite, list]) => list.map((box) => ({ ...box, suite }))),
    )
    .find((box) => box.name === name);

/** The catalogue's box for a suite and a provider, where there is one. */
export const knownBox = (distribution: Distribution, suite: string, provider: Provider): string | undefined =>
  boxes[distribution][suite]?.find((box) => box.providers.includes(provider))?.name;
