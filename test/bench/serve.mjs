import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mostMemory } from "./memory.mjs";
import { withModules } from "./modules.mjs";
import { newScratch, program } from "./place.mjs";
import { median, pairs } from "./timing.mjs";

const clients = 200;
const rootBytes = 150_000_000;
const rounds = 3;
/** Throughput at least 0.9 of nginx's: for the same bytes, at most this much of its time. */
const atMost = 1.11;

const freePort = () =>
  new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => found(port));
    });
  });

let place;
/** A release with a root of random bytes, gone when the bench ends. */
const newPlace = async () => {
  if (place) return place;
  const output = newScratch();
  const { directory } = await withModules(
    'export { makeRelease } from "./test/support/releases/fake-release.ts";',
    ({ makeRelease }) =>
      makeRelease({
        output,
        id: "20261122T211403Z-aaaaaaaa",
        files: { "rootfs.squashfs": randomBytes(rootBytes) },
      }),
  );
  place = { output, directory };
  return place;
};

/** Runs a server until `use` is done; it is ready when its output has a text. */
const withServer = async (command, ready, use, onStopped = (/** @type {number} */ _seconds) => {}) => {
  const [file, ...args] = command;
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((done) => child.once("close", done));
  try {
    await /** @type {Promise<void>} */ (
      new Promise((started, failed) => {
        let said = "";
        const hear = (chunk) => {
          said += chunk;
          if (said.includes(ready)) started();
        };
        child.stdout.on("data", hear);
        child.stderr.on("data", hear);
        ended.then(() => failed(new Error(`${command.join(" ")} ended:\n${said}`)));
      })
    );
    return await use(child.pid);
  } finally {
    const begin = performance.now();
    child.kill("SIGTERM");
    await ended;
    onStopped((performance.now() - begin) / 1000);
  }
};

/** Seconds in which all clients have the root from a port. */
const load = async (port) => {
  const { directory } = await newPlace();
  const script = fileURLToPath(new URL("load-clients.mjs", import.meta.url));
  const file = join(directory, "rootfs.squashfs");
  const args = [script, String(port), "/rootfs.squashfs", file, String(clients)];
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    child.on("close", (status) => {
      if (status === 0) done(JSON.parse(said).seconds);
      else failed(new Error(`clients of port ${port} did not get what they should`));
    });
  });
};

const memory = { "built-in": [], nginx: [] };
/** Seconds from SIGTERM until a server and all that it has started is gone. */
const stops = [];

const byThinsmith = async (http) => {
  const { output } = await newPlace();
  const port = await freePort();
  const options = ["--output", output, "--interface", "lo", "--dhcp", "off", "--progress", "json"];
  const command = [process.execPath, program, "serve", "lab", ...options, "--http", http];
  const use = async (pid) => {
    const seconds = await load(port);
    memory[http].push(mostMemory(pid));
    return seconds;
  };
  const onStopped = (seconds) => stops.push(seconds);
  return withServer([...command, "--http-port", String(port)], '"type":"offer"', use, onStopped);
};

/** nginx by itself, as one would write its configuration for this. */
const byNginx = async () => {
  const { output, directory } = await newPlace();
  const port = await freePort();
  const own = join(output, "nginx");
  mkdirSync(own, { recursive: true });
  execFileSync("chmod", ["-R", "a+rX", output]);
  const config = join(own, "nginx.conf");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${own}/${kind};`)
    .join(" ");
  writeFileSync(
    config,
    `daemon off; pid ${own}/pid; error_log stderr notice; worker_processes auto;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; ${temporary} server { listen 127.0.0.1:${port}; root ${directory}; } }
`,
  );
  return withServer(["nginx", "-c", config], "start worker processes", () => load(port));
};

const throughput = (http) => ({
  name: `serve ${clients} clients, ${http}`,
  unit: "ratio",
  target: atMost,
  async measure() {
    const { value, detail } = await pairs(
      rounds,
      () => byThinsmith(http),
      () => byNginx(),
    );
    const share = `throughput ${(1 / value).toFixed(2)} of nginx's (at least 0.9)`;
    return { value, detail: `${share}: ${detail}, ${rootBytes / 1e6} MB each, every body compared` };
  },
});

export const serveMeasures = [
  throughput("built-in"),
  throughput("nginx"),
  {
    name: `serve memory, ${clients} clients`,
    unit: "MiB",
    target: 200,
    async measure() {
      if (memory["built-in"].length === 0) await byThinsmith("built-in");
      if (memory.nginx.length === 0) await byThinsmith("nginx");
      const [builtIn, nginx] = [median(memory["built-in"]), median(memory.nginx)];
      return {
        value: Math.max(builtIn, nginx),
        detail: `${builtIn.toFixed(0)} built-in, ${nginx.toFixed(0)} with nginx`,
      };
    },
  },
  {
    name: "serve stop",
    unit: "s",
    target: 2,
    async measure() {
      if (stops.length === 0) await byThinsmith("nginx");
      return { value: Math.max(...stops), detail: `the longest of ${stops.length}, from SIGTERM on` };
    },
  },
];
