import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Check } from "../boot/verdict.ts";

/** A web page that a client has to show, and whether it does. */
export interface ProofPage {
  /** Address for clients on QEMU's user-mode network. */
  readonly url: string;
  /** Waits until a browser says that it has drawn the page. */
  shown(seconds: number, signal: AbortSignal): Promise<Check>;
  close(): Promise<void>;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

/**
 * Says that it is shown once the browser has drawn it: frames are only asked for where something is on the screen. The
 * address for that is known to nobody who has not run the script.
 */
const pageOf = (told: string, insteadOf: string | null): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>thinsmith</title>
<style>
  body { background: #24435c; color: #fff; font: 32px/1.5 sans-serif; margin: 2em; overflow-wrap: anywhere }
</style>
<h1>This client shows web pages</h1>
<p>It was booted to prove its image. ${
  insteadOf === null ? "No page is set yet." : `Other clients show ${escaped(insteadOf)}.`
}</p>
<script>
  const tell = () => fetch("${told}?" + innerWidth + "x" + innerHeight);
  addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(tell)));
</script>
</html>
`;

/** Milliseconds between two looks whether it was shown. */
const pause = 200;

/**
 * Gives out the page from this process.
 * @param insteadOf the address that the image has, which the page names
 * @param host of this machine, as the client calls it
 */
export const servePage = async (insteadOf: string | null, host = "10.0.2.2"): Promise<ProofPage> => {
  const told = `/${randomUUID()}`;
  let asked = false;
  let size: string | undefined;
  const server = createServer(({ method, url = "" }, response) => {
    const [path, query = ""] = url.split("?", 2);
    if (path === "/" && method === "GET") asked = true;
    if (path === told) size ??= /^\d{1,5}x\d{1,5}$/.test(query) ? query : "in no known size";
    const found = path === "/" || path === told;
    response
      .writeHead(found ? 200 : 404, { "Content-Type": "text/html; charset=utf-8" })
      .end(path === "/" ? pageOf(told, insteadOf) : "");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  // Such as too many open files: the page counts as not shown then.
  server.on("error", () => {});
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/`,
    async shown(seconds, signal) {
      const until = performance.now() + seconds * 1000;
      while (size === undefined && !signal.aborted && performance.now() < until)
        await setTimeout(pause, undefined, { signal }).catch(() => {});
      if (size !== undefined) return { name: "web page", ok: true, detail: `shown, ${size}` };
      return {
        ...{ name: "web page", ok: false },
        detail: asked ? "the browser has fetched a page, but not drawn it" : "no browser has fetched a page",
      };
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
};
