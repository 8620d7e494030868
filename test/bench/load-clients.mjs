// node load-clients.mjs PORT PATH FILE CLIENTS: so many clients fetch PATH from a port of 127.0.0.1 at once, and each
// byte of each body is compared with FILE. Prints {"seconds": ..., "bytes": ...}; fails where a body is wrong.
import { readFileSync } from "node:fs";
import { connect } from "node:net";

const [port, path, file, clients] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: load-clients.mjs PORT PATH FILE CLIENTS");
const expected = readFileSync(file);
const headEnd = Buffer.from("\r\n\r\n");

/** Sockets that read into one buffer each cost this process little, so that the server is what is measured. */
const client = () =>
  /** @type {Promise<void>} */ (
    new Promise((done, failed) => {
      let head = Buffer.alloc(0);
      let at = -1;
      const check = (bytes) => {
        if (expected.compare(bytes, 0, bytes.length, at, Math.min(at + bytes.length, expected.length)) !== 0)
          throw new Error(`a body is wrong somewhere after byte ${at}`);
        at += bytes.length;
      };
      const take = (bytes) => {
        if (at >= 0) return check(bytes);
        head = Buffer.concat([head, bytes]);
        const end = head.indexOf(headEnd);
        if (end === -1) return;
        const text = head.toString("latin1", 0, end);
        if (!text.startsWith("HTTP/1.1 200 ")) throw new Error(`the server answers: ${text}`);
        if (!new RegExp(`^content-length: ${expected.length}$`, "im").test(text))
          throw new Error(`the length is wrong: ${text}`);
        at = 0;
        check(head.subarray(end + headEnd.length));
      };
      const socket = connect({
        port: Number(port),
        host: "127.0.0.1",
        onread: {
          buffer: Buffer.allocUnsafe(256 * 1024),
          callback(count, buffer) {
            try {
              take(buffer.subarray(0, count));
            } catch (error) {
              socket.destroy(/** @type {Error} */ (error));
            }
            return true;
          },
        },
      });
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
      socket.on("error", failed).on("close", () => {
        if (at === expected.length) done();
        else failed(new Error(`a body ended after ${at} of ${expected.length} bytes`));
      });
    })
  );

const begin = performance.now();
await Promise.all(Array.from({ length: Number(clients) }, client));
const seconds = (performance.now() - begin) / 1000;
console.log(JSON.stringify({ seconds, bytes: Number(clients) * expected.length }));
