import { run } from "../system/process.ts";

/** Who listens on a port, as ss(8) of iproute2 says; undefined where nobody does, or it may not be known. */
export const listenerOf = async (protocol: "tcp" | "udp", port: number): Promise<string | undefined> => {
  const kind = protocol === "tcp" ? "--tcp" : "--udp";
  const command = ["ss", "--no-header", "--listening", "--processes", "--numeric", kind, `sport = :${port}`];
  const said = await run(command).catch(() => "");
  return /users:\(\("([^"]{1,32})"/.exec(said)?.[1];
};
