import { Command, Option } from "@commander-js/extra-typings";
import {
  dhcpOption,
  dnsOption,
  httpPortOption,
  keyOption,
  outputOption,
  presetOption,
  rangeOption,
  routerOption,
  setOption,
  withExamples,
  yesOption,
} from "./options.ts";

export const deploy = withExamples(
  new Command("deploy")
    .description("make a folder to copy to any server: release, loaders, configuration, a check script")
    .argument("<dir>", "the folder to make")
    .addOption(
      new Option("--server <programs>", "what does DHCP and TFTP there")
        .choices(["dnsmasq", "isc-dhcp+tftpd"] as const)
        .default("dnsmasq"),
    )
    .addOption(
      new Option("--http <program>", "what does HTTP there").choices(["nginx"] as const).default("nginx"),
    )
    .addOption(dhcpOption())
    .option("--address <address/prefix>", "the server's address with its network (default: this machine's)")
    .option("--interface <if>", "its network interface (default: this machine's, or eth0)")
    .addOption(httpPortOption())
    .addOption(rangeOption())
    .addOption(routerOption("this machine's own, without --address"))
    .addOption(dnsOption("those of this machine; none with --address"))
    .option("--root <path>", "where the folder will lie on the server", "/srv/thinsmith")
    .option("--release <release>", "path, id or name of a release (default: the current one)")
    .addOption(presetOption())
    .addOption(setOption())
    .addOption(outputOption())
    .addOption(keyOption())
    .addOption(yesOption()),
  "thinsmith deploy ./boot-server",
  "thinsmith deploy ./boot-server --address 192.168.10.254/24 --interface eth0 --server isc-dhcp+tftpd",
);
