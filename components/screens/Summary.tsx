import { Box, Text } from "ink";
import { kernelPackage, networkKind, packagesToInstall } from "../../src/catalog/packages.ts";
import { suiteLabel } from "../../src/catalog/suites.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { invocation } from "../../src/system/invocation.ts";
import { useKeymap } from "../hooks/useKeymap.ts";
import type { Command } from "../keys.ts";
import { Frame } from "../ui/Frame.tsx";

interface Props {
  readonly settings: Settings;
  readonly output: string;
  readonly onCommand: (command: Command) => void;
}

const orNone = (words: readonly string[]) => words.join(", ") || "none";

const rowsOf = (settings: Settings): [string, string][] => {
  const { base, kernel, packages, exclude, zram, rootfs, initrd, client, boot } = settings;
  return [
    [
      "Base",
      `${suiteLabel(base.distribution, base.suite)}, ${base.builder === "local" ? "built here, no virtual machine" : "Vagrant"}`,
    ],
    ["Kernel", `${kernelPackage(settings)}, firmware: ${orNone(kernel.firmware)}`],
    [
      "Packages",
      `roles ${orNone(packages.roles)}; ${packagesToInstall(settings).length} asked for, ${packages.remove.length} removed`,
    ],
    ["Exclude", `${exclude.paths.length} paths, ${exclude.packages.length} packages' files`],
    ["Memory", zram.sizePct === 0 ? "no zram" : `zram ${zram.sizePct} %, ${zram.algorithm}`],
    [
      "Packing",
      `rootfs ${rootfs.compression}${rootfs.compression === "xz" ? "" : ` ${rootfs.level}`}, initrd ${initrd.compression}`,
    ],
    [
      "Client",
      `user ${client.user}${client.autologin ? ", logged in on tty1" : ""}, ${client.timezone}, ${networkKind(settings)}`,
    ],
    ["Boot", `${boot.rootProto.toUpperCase()}, ${boot.rootUrl}, console ${boot.console.join(" ")}`],
  ];
};

/** Everything that was chosen, before anything is built. */
export const Summary = ({ settings, output, onCommand }: Props) => {
  useKeymap("summary", onCommand);
  return (
    <Frame title="Summary" context={settings.name} screen="summary">
      <Text>{settings.description}</Text>
      <Box marginTop={1} flexDirection="column">
        {rowsOf(settings).map(([label, value]) => (
          <Box key={label}>
            <Box width={12} flexShrink={0}>
              <Text bold>{label}</Text>
            </Box>
            <Text wrap="truncate">{value}</Text>
          </Box>
        ))}
      </Box>
      <Box marginTop={1} flexDirection="column">
        <Text dimColor wrap="truncate">{`release     ${output}/${settings.name}/releases/`}</Text>
        <Text dimColor wrap="truncate">{`command     ${invocation()} build ${settings.name}`}</Text>
      </Box>
    </Frame>
  );
};
