/** One thing that a loader can start: a kernel with its initrd. Strings have passed grammar/grammar.ts. */
export interface BootEntry {
  readonly title: string;
  /** Address or path, as the loader in question takes it. */
  readonly kernel: string;
  readonly initrd: string;
  /** Kernel command line but for BOOTIF=, which tells the client which card it was started from. */
  readonly parameters: readonly string[];
}

/** What a client can start. With more than one entry it shows a menu; the first is taken when nobody chooses. */
export interface BootMenu {
  readonly title: string;
  readonly entries: readonly BootEntry[];
  /** Seconds until the first entry is taken. */
  readonly seconds: number;
}

const localDisk = "Start from the local disk";

/** What iPXE does where a file cannot be had: a client in a room nobody is in tries again. */
const ipxeRetry = `:failed
echo thinsmith: the kernel or the initrd could not be loaded, starting again in 15 seconds
sleep 15
reboot
`;

const ipxeEntry = ({ kernel, initrd, parameters }: BootEntry): string =>
  `kernel ${kernel} initrd=initrd.img ${parameters.join(" ")} BOOTIF=01-\${netX/mac:hexhyp} || goto failed
initrd ${initrd} || goto failed
boot || goto failed
`;

/** A script for iPXE (ipxe.org/scripting). Initrds are called initrd.img: with UEFI the kernel asks for it by name. */
export const ipxeScript = ({ title, entries, seconds }: BootMenu): string => {
  if (entries.length === 1) return `#!ipxe\n${entries.map(ipxeEntry).join("")}${ipxeRetry}`;
  const items = entries.map((entry, index) => `item entry${index} ${entry.title}\n`);
  const bodies = entries.map((entry, index) => `:entry${index}\n${ipxeEntry(entry)}`);
  return `#!ipxe
menu ${title}
${items.join("")}item local ${localDisk}
choose --default entry0 --timeout ${seconds * 1000} target || set target entry0
goto \${target}
${bodies.join("")}:local
exit
${ipxeRetry}`;
};

/** Configuration for pxelinux (syslinux 6); with more than one entry it needs menu.c32. */
export const pxelinuxConfig = ({ title, entries, seconds }: BootMenu): string => {
  const labels = entries.map(
    (entry, index) => `LABEL entry${index}
  MENU LABEL ${entry.title}
  KERNEL ${entry.kernel}
  INITRD ${entry.initrd}
  APPEND ${entry.parameters.join(" ")}
  IPAPPEND 2
`,
  );
  if (entries.length === 1) return `DEFAULT entry0\n${labels.join("")}`;
  return `UI menu.c32
MENU TITLE ${title}
TIMEOUT ${seconds * 10}
DEFAULT entry0
${labels.join("")}LABEL local
  MENU LABEL ${localDisk}
  LOCALBOOT 0
`;
};

// Quoted: a semicolon ends a command of GRUB's. A word has no quotes of its own (grammar/grammar.ts).
const grubEntry = ({ title, kernel, initrd, parameters }: BootEntry): string => `menuentry "${title}" {
  linux ${kernel} ${parameters.map((word) => `'${word}'`).join(" ")} BOOTIF=01-$net_default_mac
  initrd ${initrd}
}
`;

/** Configuration for GRUB 2. */
export const grubConfig = ({ entries, seconds }: BootMenu): string =>
  entries.length === 1
    ? `set timeout=0\n${entries.map(grubEntry).join("")}`
    : `set default=0
set timeout=${seconds}
${entries.map(grubEntry).join("")}menuentry "${localDisk}" {
  exit
}
`;

/** Configuration files for the loaders that start a client. They lie in the release beside what they load. */
export const bootloaderFiles = (name: string, parameters: readonly string[]): Record<string, string> => {
  const menu: BootMenu = {
    title: name,
    entries: [{ title: name, kernel: "vmlinuz", initrd: "initrd.img", parameters }],
    seconds: 0,
  };
  return {
    "pxelinux.cfg/default": pxelinuxConfig(menu),
    "boot.ipxe": ipxeScript(menu),
    "grub/grub.cfg": grubConfig(menu),
  };
};

/** Their names, which no other file of a release may have. */
export const bootloaderNames: readonly string[] = Object.keys(bootloaderFiles("", []));
