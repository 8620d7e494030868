import { kernelPackage, networkKind } from "../../src/contents/packages.ts";
import { suiteLabel } from "../../src/distributions/suites.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { count } from "../ui/format.ts";

const orNone = (words: readonly string[]) => words.join(", ") || "none";

/** What an image is spared that is usually booted before clients get it. */
const notBooted = { boot: [], look: ["not booted"], none: ["not proven"] } as const;

/** What each step has chosen, in a line. */
export const stepSummary = (settings: Settings): Readonly<Record<string, string>> => {
  const { base, kernel, packages, exclude, zram, rootfs, initrd, client, boot, serve, publish } = settings;
  return {
    base: `${suiteLabel(base.distribution, base.suite)}, ${base.builder === "local" ? "built here, no virtual machine" : "built in a virtual machine"}`,
    kernel: `${kernelPackage(settings)}, firmware: ${orNone(kernel.firmware)}`,
    packages: [
      orNone(packages.roles),
      ...(packages.install.length > 0 ? [`${packages.install.length} more`] : []),
      ...(packages.remove.length > 0 ? [`${packages.remove.length} removed`] : []),
    ].join(", "),
    exclude: `${count(exclude.paths.length, "path")}, ${count(exclude.packages.length, "package")}' files`,
    memory: zram.sizePct === 0 ? "no zram" : `zram ${zram.sizePct} %, ${zram.algorithm}`,
    packing: `${rootfs.compression}${rootfs.compression === "xz" ? "" : ` ${rootfs.level}`}, initrd ${initrd.compression}`,
    client: `user ${client.user}${client.autologin ? ", logged in" : ""}, ${client.timezone}, ${networkKind(settings)}`,
    boot: `${boot.rootProto.toUpperCase()}, ${boot.rootUrl}`,
    serve: [
      serve.bios === serve.uefi
        ? `loader ${serve.bios}`
        : `loaders ${serve.bios} (BIOS) and ${serve.uefi} (UEFI)`,
      serve.clients.length > 0 ? count(serve.clients.length, "client") : "all clients alike",
      ...(publish.key === null ? [] : [`signed by ${publish.key}`]),
      ...(serve.canary.length > 0 ? [`${serve.canary.length} first`] : []),
      ...notBooted[publish.proof],
    ].join(", "),
  };
};
