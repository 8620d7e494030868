/**
 * Drivers of screens and tablets, by the hardware's name. A role may name them, and a person may add more. X's own
 * `modesetting` driver, which serves most cards, is part of the X server. Debian and Ubuntu have the same package names.
 */
export const drivers = {
  mesa: {
    label: "3D by Mesa: Intel, AMD, NVIDIA by nouveau, virtual machines",
    packages: ["libgl1-mesa-dri"],
  },
  framebuffer: { label: "X on the firmware's framebuffer", packages: ["xserver-xorg-video-fbdev"] },
  vesa: {
    label: "X by the BIOS, for cards that the kernel does not know",
    packages: ["xserver-xorg-video-vesa"],
  },
  intel: { label: "X for Intel graphics before 2007", packages: ["xserver-xorg-video-intel"] },
  amd: {
    label: "X for AMD and ATI graphics",
    packages: ["xserver-xorg-video-amdgpu", "xserver-xorg-video-radeon"],
  },
  nouveau: { label: "X for NVIDIA graphics", packages: ["xserver-xorg-video-nouveau"] },
  qxl: { label: "X in virtual machines with SPICE", packages: ["xserver-xorg-video-qxl"] },
  wacom: { label: "X with Wacom tablets", packages: ["xserver-xorg-input-wacom"] },
} as const satisfies Record<string, { label: string; packages: readonly string[] }>;

export type DriverName = keyof typeof drivers;
export const driverNames = Object.keys(drivers) as [DriverName, ...DriverName[]];
