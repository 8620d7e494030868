import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where Vagrant keeps boxes and plugins that it installed itself. */
export const vagrantHome = (): string => process.env.VAGRANT_HOME ?? join(homedir(), ".vagrant.d");

/** The lists of plugins that came with a distribution's package, and that Vagrant installed itself. */
const pluginFiles = () => [
  "/usr/share/vagrant-plugins/plugins.d/vagrant-libvirt.json",
  "/usr/share/vagrant/plugins.json",
  join(vagrantHome(), "plugins.json"),
];

/** Whether Vagrant can use libvirt. To ask Vagrant itself takes a second. */
export const hasLibvirtPlugin = async (): Promise<boolean> => {
  const texts = await Promise.all(pluginFiles().map((file) => readFile(file, "utf8").catch(() => "")));
  return texts.some((text) => text.includes("vagrant-libvirt"));
};
