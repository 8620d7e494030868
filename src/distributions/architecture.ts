/** A processor architecture, by the names that tools have for it. */
export interface Architecture {
  /** dpkg-architecture(1)'s, in package names and archives. */
  readonly debian: string;
  /** Ending of the name of QEMU's system emulator. */
  readonly qemu: string;
}

/** The one that images are made for. Functions take it as a value, so that another one is a value more. */
export const amd64: Architecture = { debian: "amd64", qemu: "x86_64" };
