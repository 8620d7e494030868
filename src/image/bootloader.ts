/** Configuration files for the loaders that start a client. They lie in the release beside what they load. */
export const bootloaderFiles = (name: string, parameters: readonly string[]): Record<string, string> => {
  const words = parameters.join(" ");
  return {
    // BOOTIF= tells the client which card it was started from.
    "pxelinux.cfg/default": `DEFAULT ${name}
LABEL ${name}
  KERNEL vmlinuz
  INITRD initrd.img
  APPEND ${words}
  IPAPPEND 2
`,
    "boot.ipxe": `#!ipxe
kernel vmlinuz initrd=initrd.img ${words} BOOTIF=01-\${netX/mac:hexhyp}
initrd initrd.img
boot
`,
    // Quoted: a semicolon ends a command of GRUB's. A word has no quotes of its own (settings/grammar.ts).
    "grub/grub.cfg": `set timeout=0
menuentry "${name}" {
  linux vmlinuz ${parameters.map((word) => `'${word}'`).join(" ")} BOOTIF=01-$net_default_mac
  initrd initrd.img
}
`,
  };
};

/** Their names, which no other file of a release may have. */
export const bootloaderNames: readonly string[] = Object.keys(bootloaderFiles("", []));
