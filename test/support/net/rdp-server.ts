import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { dyingWithUs } from "../../../src/system/process.ts";
import { waitFor } from "../wait.ts";

/** A program of a test's, which never outlives it. */
const started = (command: readonly string[], env: NodeJS.ProcessEnv = process.env) => {
  const [file, ...args] = dyingWithUs(command) as [string, ...string[]];
  return spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"] });
};

const ended = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
};

/**
 * FreeRDP's own server on loopback, which shows a white screen of 800 x 600 to whoever comes.
 * @param home where it keeps its certificate
 * @param security "nla" wants to know who comes before it shows anything
 */
export const startRdpServer = async (home: string, port: number, security: "tls" | "nla" = "tls") => {
  // -displayfd: the X server chooses a number that is free, and says which.
  const x = started(["Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", "-wr", "-noreset"]);
  x.stderr.resume();
  let display = "";
  x.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    display += chunk;
  });
  await waitFor(() => display.includes("\n"));
  const server = started(
    // Into a pipe it would say what happens much later.
    [
      "stdbuf",
      "--output=L",
      "freerdp-shadow-cli",
      `/port:${port}`,
      "/bind-address:127.0.0.1",
      "-auth",
      `/sec:${security}`,
    ],
    { ...process.env, HOME: home, DISPLAY: `:${display.trim()}` },
  );
  let said = "";
  for (const stream of [server.stdout, server.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      said = (said + chunk).slice(-1_000_000);
    });
  await waitFor(
    () =>
      new Promise<boolean>((done) => {
        const socket = connect(port, "127.0.0.1", () => {
          socket.destroy();
          done(true);
        }).on("error", () => done(false));
      }),
  );
  return {
    /** How many clients have got as far as a screen. */
    connections: () => [...said.matchAll(/is activated \(/g)].length,
    said: () => said,
    async stop() {
      await ended(server);
      await ended(x);
    },
  };
};
