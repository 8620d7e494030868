/** Firmware a client may need before its network or screen works, by the hardware's name. */
export const firmware = {
  realtek: { label: "Realtek network cards" },
  bnx2: { label: "Broadcom NetXtreme II network cards" },
  "intel-wifi": { label: "Intel wireless cards" },
  atheros: { label: "Atheros wireless cards" },
  "intel-graphics": { label: "Intel graphics and others" },
  "amd-graphics": { label: "AMD graphics" },
} as const satisfies Record<string, { label: string }>;

export type FirmwareName = keyof typeof firmware;
export const firmwareNames = Object.keys(firmware) as [FirmwareName, ...FirmwareName[]];
