import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where Vagrant keeps boxes and what it installed itself. */
export const vagrantHome = (): string => process.env.VAGRANT_HOME ?? join(homedir(), ".vagrant.d");

/** Where distributions say that they brought a plugin, and where Vagrant notes what it installed itself. */
const pluginFiles = () => [
  "/usr/share/vagrant-plugins/plugins.d/vagrant-libvirt.json",
  "/usr/share/vagrant/plugins.json",
  join(vagrantHome(), "plugins.json"),
];

/** Whether Vagrant can use libvirt, whoever brought the plugin. Vagrant itself would take a second to tell. */
export const hasLibvirtPlugin = async (): Promise<boolean> => {
  const texts = await Promise.all(pluginFiles().map((file) => readFile(file, "utf8").catch(() => "")));
  return texts.some((text) => text.includes("vagrant-libvirt"));
};
