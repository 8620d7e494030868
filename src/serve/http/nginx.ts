import { constants, open } from "node:fs";
import { chown, mkdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { createServer } from "node:http";
import { Socket } from "node:net";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { readJson } from "../../grammar/json.ts";
import { lineSplitter, run } from "../../system/process.ts";
import type { BootServer } from "../assignment/assignment.ts";
import type { Staging } from "../assignment/staging.ts";
import { keepRunning } from "../supervisor.ts";
import { type HttpServer, listen } from "./built-in.ts";
import { SentBytes } from "./connections.ts";
import { nginxConfig } from "./nginx-config.ts";
import { answer, type Deliver, isPart, type Site } from "./request.ts";

/** What nginx logs at the end of a request (nginx-config.ts). Sizes in bytes; `client` is ADDRESS:PORT. */
const endedSchema = z.object({
  request: z.string(),
  client: z.string(),
  sent: z.number(),
  all: z.number(),
  completion: z.string(),
});

/** Whether every user may read a directory and all directories above it; if not, nginx reads as root. */
const isReadableByAll = async (path: string): Promise<boolean> => {
  const { mode } = await stat(path);
  if ((mode & 0o005) !== 0o005) return false;
  return path === "/" || isReadableByAll(dirname(path));
};

/** The system's user without rights and its group: nogroup on Debian, nobody elsewhere. */
const nobody = async (): Promise<{ name: string; uid: number; gid: number } | undefined> => {
  const find = async (file: string, names: readonly string[]) => {
    const lines = (await readFile(file, "utf8").catch(() => "")).split("\n").map((line) => line.split(":"));
    return lines.find(([name = ""]) => names.includes(name));
  };
  const user = await find("/etc/passwd", ["nobody"]);
  const group = await find("/etc/group", ["nogroup", "nobody"]);
  if (!user || !group) return undefined;
  return { name: `nobody ${group[0]}`, uid: Number(user[2]), gid: Number(group[2]) };
};

/** First byte and number of bytes of a Range header with one part; anything else means the whole file, as in nginx. */
export const rangeOf = (header: string | undefined, size: number): { from: number; bytes: number } => {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from !== "") {
    const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
    return { from: Number(from), bytes: Math.max(0, last - Number(from) + 1) };
  }
  if (to !== "") return { from: Math.max(0, size - Number(to)), bytes: Math.min(size, Number(to)) };
  return { from: 0, bytes: size };
};

export interface NginxOptions {
  readonly site: Site;
  readonly staging: Staging;
  readonly bootServer: BootServer;
  /** Directories whose files are served. */
  readonly directories: readonly string[];
  readonly onDied: (why: string, seconds: number) => void;
  readonly onBack: () => void;
}

/**
 * Serves a site by an nginx that asks this process about each request and sends the files itself.
 * @throws ThinsmithError when nginx cannot start
 */
export const serveByNginx = async (options: NginxOptions): Promise<HttpServer> => {
  const { site, staging, bootServer } = options;
  const { directory } = staging;
  const plain = (await Promise.all(options.directories.map(isReadableByAll))).every(Boolean);
  const user = plain ? await nobody() : undefined;
  // The socket for requests is for nginx only.
  const privateDirectory = join(directory, "private");
  await mkdir(privateDirectory, { mode: 0o700 });
  if (user) await chown(privateDirectory, user.uid, user.gid);
  const filesDirectory = join(directory, "files");
  await mkdir(filesDirectory);
  const log = join(directory, "ended");
  await run(["mkfifo", "--mode=600", log]);

  const fetches = new Map<string, { sent: () => number; ended: (sent: number, complete: boolean) => void }>();
  const connections = new SentBytes(bootServer.port, () => fetches.size > 0);
  const links = new Map<string, Promise<string>>();
  let nextLink = 0;
  /** Name of a link to a directory; the link's path has no special characters. Requests at the same time share it. */
  const linkTo = (root: string): Promise<string> => {
    const known = links.get(root);
    if (known) return known;
    const name = String(nextLink);
    nextLink += 1;
    const link = symlink(root, join(filesDirectory, name)).then(() => name);
    links.set(root, link);
    // Such as a full disk: the next request tries again.
    link.catch(() => links.delete(root));
    return link;
  };
  const deliver: Deliver = async (request, response, file, ip) => {
    const name = await linkTo(file.root);
    const id = String(request.headers["x-thinsmith-request"]);
    const connection = String(request.headers["x-thinsmith-connection"]);
    if (request.method === "GET") {
      const { from, bytes } = rangeOf(request.headers.range, file.size);
      const followed = connections.follow(connection, request.headers["x-thinsmith-nth"] === "1");
      // The kernel counts the headers, too.
      const sent = () => Math.min(bytes, followed());
      // A slow client costs nginx next to nothing, so it is not stopped.
      const part = isPart(request.headers.range);
      const fetch = { ip, file, from, bytes, part, sent, stop: () => {} };
      fetches.set(id, { sent, ended: site.onFetch(fetch) });
    }
    response.writeHead(200, { "X-Accel-Redirect": `/.files/${name}/${encodeURI(file.name)}` }).end();
  };
  const authHandler = await listen(
    createServer((request, response) => {
      const ip = String(request.headers["x-thinsmith-client"] ?? "");
      void answer(site, deliver, request, response, ip);
    }),
    { path: join(privateDirectory, "requests") },
  );
  if (user) await chown(join(privateDirectory, "requests"), user.uid, user.gid);

  const take = (line: string) => {
    const ended = readJson(endedSchema, line);
    if (!ended) return;
    const { request, client, sent, all, completion } = ended;
    connections.ended(client, all);
    fetches.get(request)?.ended(sent, completion === "OK");
    fetches.delete(request);
  };
  // Opened for writing as well: otherwise reading would end when nginx ends.
  const handle = await promisify(open)(log, constants.O_RDWR | constants.O_NONBLOCK);
  const reader = new Socket({ fd: handle, readable: true, writable: false });
  reader
    .setEncoding("utf8")
    .on("data", lineSplitter(take).write)
    .on("error", () => {});

  const config = await staging.write(
    "nginx.conf",
    nginxConfig({ ...bootServer, directory, user: user?.name ?? "root" }),
  );
  const endAll = () => {
    for (const { sent, ended } of fetches.values()) ended(sent(), false);
    fetches.clear();
  };
  const closeAll = async () => {
    connections.stop();
    reader.destroy();
    await authHandler.close();
  };
  const nginx = await keepRunning({
    name: "nginx",
    command: ["nginx", "-c", config],
    ready: /start worker processes/,
    onLine: () => {},
    onDied: (why, seconds) => {
      endAll();
      options.onDied(why, seconds);
    },
    onBack: options.onBack,
  }).catch(async (error) => {
    await closeAll();
    throw error;
  });
  return {
    port: bootServer.port,
    async close() {
      // What it sends it logs only at the end of a request, and nothing of those that end with it.
      await connections.update();
      await nginx.stop();
      await closeAll();
      endAll();
      await rm(log, { force: true });
    },
  };
};
