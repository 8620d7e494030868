/**
 * Drivers for graphics and tablets, by the name of the hardware. A role or `packages.drivers` names them. The driver
 * `modesetting`, which works with most cards, is part of the X server. Package names are the same in Debian and Ubuntu.
 */
export const drivers = {
  mesa: {
    label: "3D with Mesa: Intel, AMD, NVIDIA (nouveau), virtual machines",
    packages: ["libgl1-mesa-dri"],
  },
  framebuffer: { label: "X on the firmware's framebuffer", packages: ["xserver-xorg-video-fbdev"] },
  vesa: {
    label: "X through the BIOS, for cards without a kernel driver",
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
