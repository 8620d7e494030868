import { createServer } from "node:net";
import { ThinsmithError } from "../../system/errors.ts";
import { ownPrivilege } from "../../system/privilege.ts";
import { hasProgram } from "../../system/programs.ts";
import type { BootServer } from "../assignment/assignment.ts";
import { listenerOn } from "../network/ports.ts";
import { type HttpServer, serveSite } from "./built-in.ts";
import { type NginxOptions, serveByNginx } from "./nginx.ts";

/** Who serves HTTP: nginx where it can, or one of the two. */
export type HttpChoice = "auto" | "nginx" | "built-in";

/** Whether an address and port can be had, tried out. @throws ThinsmithError saying who has it, or what is missing */
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
        "Stop that program (systemctl disable --now nginx, for one), or choose another port with --http-port.",
    });
  }
  if (error.code === "EACCES") {
    throw new ThinsmithError(`This user may not open port ${port}.`, {
      remedy: "Run thinsmith with sudo, or choose a port from 1024 on with --http-port.",
    });
  }
  throw new ThinsmithError(`Port ${port} of ${address} cannot be opened: ${error.message}.`);
};

/** Which of the two a choice means on this machine. @throws ThinsmithError where nginx is asked for and cannot be */
export const httpServerFor = async (choice: HttpChoice): Promise<"nginx" | "built-in"> => {
  const can = ownPrivilege() === "root" && (await hasProgram("nginx"));
  if (choice === "nginx" && !can) {
    throw new ThinsmithError(
      ownPrivilege() === "root"
        ? "nginx is not installed."
        : "nginx is only used where thinsmith runs as root.",
      { remedy: "Install it (on Debian and Ubuntu: apt-get install nginx-light), or use --http built-in." },
    );
  }
  return choice === "built-in" || !can ? "built-in" : "nginx";
};

export interface HttpServiceOptions extends NginxOptions {
  /** Network interface that the address is of. */
  readonly interface: string;
}

/** Starts HTTP. @throws ThinsmithError when the port cannot be had */
export const startHttp = async (
  server: "nginx" | "built-in",
  options: HttpServiceOptions,
): Promise<HttpServer> => {
  await checkPort(options.bootServer, options.interface);
  return server === "nginx"
    ? serveByNginx(options)
    : serveSite(options.site, options.bootServer.address, options.bootServer.port);
};
