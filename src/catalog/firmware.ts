/**
 * Firmware a client may need before its network or screen works, by the hardware's name.
 * Packages per distribution; Ubuntu keeps all of it in linux-firmware.
 */
export const firmware = {
  realtek: { label: "Realtek network cards", debian: ["firmware-realtek"] },
  bnx2: { label: "Broadcom NetXtreme II network cards", debian: ["firmware-bnx2", "firmware-bnx2x"] },
  "intel-wifi": { label: "Intel wireless cards", debian: ["firmware-iwlwifi"] },
  atheros: { label: "Atheros wireless cards", debian: ["firmware-atheros"] },
  "intel-graphics": { label: "Intel graphics and others", debian: ["firmware-misc-nonfree"] },
  "amd-graphics": { label: "AMD graphics", debian: ["firmware-amd-graphics"] },
} as const satisfies Record<string, { label: string; debian: readonly string[] }>;

export type FirmwareName = keyof typeof firmware;
export const firmwareNames = Object.keys(firmware) as [FirmwareName, ...FirmwareName[]];
