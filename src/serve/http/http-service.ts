import { createServer } from "node:net";
import { ThinsmithError } from "../../system/errors.ts";
import { ownPrivilege } from "../../system/namespace.ts";
import { hasProgram } from "../../system/programs.ts";
import type { BootServer } from "../assignment/assignment.ts";
import { listenerOn } from "../network/ports.ts";
import { type HttpServer, serveSite } from "./built-in.ts";
import { type NginxOptions, serveByNginx } from "./nginx.ts";

/** What serves HTTP. `auto`: nginx if it is installed and thinsmith runs as root, else the built-in server. */
export type HttpChoice = "auto" | "nginx" | "built-in";

/** Opens a port and closes it again. @throws ThinsmithError naming the program that has it, or what is missing */
const checkPort = async ({ address, port }: BootServer, interfaceName: string): Promise<void> => {
  const server = createServer();
  const error = await new Promise<NodeJS.ErrnoException | undefined>((tried) => {
    server.once("error", tried);
    server.listen(port, address, () => tried(undefined));
  });
  if (!error) {
    await new Promise((closed) => server.close(closed));
    return;
  }
  if (error.code === "EADDRINUSE") {
    const name = await listenerOn("tcp", port, { address, interface: interfaceName });
    throw new ThinsmithError(`Port ${port} of ${address} is in use${name ? ` by ${name}` : ""}.`, {
      remedy:
        "Stop that program (such as: systemctl disable --now nginx), or choose another port with --http-port.",
    });
  }
  if (error.code === "EACCES") {
    throw new ThinsmithError(`This user may not open port ${port}.`, {
      remedy: "Run thinsmith with sudo, or choose a port from 1024 on with --http-port.",
    });
  }
  throw new ThinsmithError(`Port ${port} of ${address} cannot be opened: ${error.message}.`);
};

/** The server that `--http` means on this machine. @throws ThinsmithError where nginx is asked for and cannot run */
export const httpServerFor = async (choice: HttpChoice): Promise<"nginx" | "built-in"> => {
  const can = ownPrivilege() === "root" && (await hasProgram("nginx"));
  if (choice === "nginx" && !can) {
    throw new ThinsmithError(
      ownPrivilege() === "root"
        ? "nginx is not installed."
        : "nginx needs root: --http nginx works only if thinsmith runs as root.",
      { remedy: "Install it (on Debian and Ubuntu: apt-get install nginx-light), or use --http built-in." },
    );
  }
  return choice === "built-in" || !can ? "built-in" : "nginx";
};

interface HttpServiceOptions extends NginxOptions {
  /** Network interface that has the address. */
  readonly interface: string;
}

/** Starts the HTTP server. @throws ThinsmithError when the port cannot be opened */
export const startHttp = async (
  server: "nginx" | "built-in",
  options: HttpServiceOptions,
): Promise<HttpServer> => {
  await checkPort(options.bootServer, options.interface);
  return server === "nginx"
    ? serveByNginx(options)
    : serveSite(options.site, options.bootServer.address, options.bootServer.port);
};
