/** A processor architecture, by the names that tools have for it. */
export interface Architecture {
  /** dpkg-architecture(1)'s, in package names and archives. */
  readonly debian: string;
  /** Ending of the name of QEMU's system emulator. */
  readonly qemu: string;
}

/** The architecture of images. Functions take it as a parameter, so that others can be added. */
export const amd64: Architecture = { debian: "amd64", qemu: "x86_64" };
