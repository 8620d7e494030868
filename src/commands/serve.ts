import { Command, Option } from "@commander-js/extra-typings";
import {
  dhcpOption,
  dnsOption,
  httpPortOption,
  keyOption,
  outputOption,
  presetOption,
  progressOption,
  rangeOption,
  routerOption,
  setOption,
  withExamples,
  yesOption,
} from "./options.ts";

export const serve = withExamples(
  new Command("serve")
    .description("give a release to clients on a network: DHCP, TFTP and HTTP, until Ctrl-C")
    .argument("[release]", "path, id or name of a release (default: the current one, whichever that is)")
    .option("--interface <if>", "network interface that leads to the clients")
    .addOption(dhcpOption().default("proxy"))
    .addOption(rangeOption())
    .addOption(routerOption("this machine's own"))
    .addOption(dnsOption("those of this machine"))
    .addOption(httpPortOption())
    .addOption(
      new Option(
        "--http <server>",
        "what serves HTTP; auto: nginx where it is installed, else thinsmith itself",
      )
        .choices(["auto", "nginx", "built-in"] as const)
        .default("auto"),
    )
    .addOption(presetOption())
    .addOption(setOption())
    .addOption(outputOption())
    .addOption(keyOption())
    .addOption(yesOption())
    .addOption(progressOption()),
  "thinsmith serve console --interface eth1",
  "thinsmith serve --interface eth1 --dhcp full --range 192.168.10.129-192.168.10.250",
);
