/** What a client is for: packages that belong together. More than one can be chosen. */
export const roles = {
  console: {
    label: "text console with the usual tools",
    packages: ["less", "nano", "procps", "iputils-ping"],
  },
  ssh: {
    label: "SSH server with keys only; host keys are made on each client",
    packages: ["openssh-server"],
  },
} as const satisfies Record<string, { label: string; packages: readonly string[] }>;

export type RoleName = keyof typeof roles;
export const roleNames = Object.keys(roles) as [RoleName, ...RoleName[]];
