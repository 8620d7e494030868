/** Firmware that a client may need for its network or screen, by the name of the hardware. */
export const firmware = {
  realtek: { label: "Realtek network cards" },
  bnx2: { label: "Broadcom NetXtreme II network cards" },
  "intel-wifi": { label: "Intel wireless cards" },
  atheros: { label: "Atheros wireless cards" },
  "intel-graphics": { label: "Intel graphics and other devices" },
  "amd-graphics": { label: "AMD graphics" },
} as const satisfies Record<string, { label: string }>;

export type FirmwareName = keyof typeof firmware;
export const firmwareNames = Object.keys(firmware) as [FirmwareName, ...FirmwareName[]];
