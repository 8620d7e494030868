import type { Settings } from "./schema.ts";

type RdpServer = Settings["client"]["rdpServers"][number];

/** NAME:HOST:PORT:OPTION OPTION, as the boot parameter has it but for the spaces. */
export const rdpText = ({ name, host, port, options }: RdpServer): string =>
  [name, host, port, options.join(" ")].join(":").replace(/:$/, "");

/** What such a line means; the schema says whether it is a server. */
export const rdpServer = (text: string): unknown => {
  const [name, host, port, ...rest] = text.trim().split(":");
  const options = rest.join(":").split(" ").filter(Boolean);
  return {
    name,
    host,
    ...(port ? { port: /^\d+$/.test(port) ? Number(port) : port } : {}),
    options,
  };
};

/** Several of them, as in the boot parameter: no part of one holds a semicolon. */
export const rdpServers = (text: string): unknown[] =>
  text
    .split(";")
    .filter((one) => one.trim() !== "")
    .map(rdpServer);
