import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Picture } from "../../../src/boot/picture/picture.ts";
import { openQmp } from "../../../src/boot/qmp.ts";
import { watchScreen } from "../../../src/boot/screen.ts";

it("a picture that cannot be taken is not the last one, and a machine that is gone ends them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "thinsmith-screen-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "screen.ppm");
  let asked = 0;
  const pictures: Picture[] = [];
  /** As QEMU does on its socket: first it cannot, then it writes no file, then a picture. */
  const answer = (path: string) => {
    const machine = connect(path).on("error", () => {});
    machine.setEncoding("utf8").on("data", async (line: string) => {
      const { id, execute } = JSON.parse(line);
      if (execute !== "screendump") return machine.write(`${JSON.stringify({ id, return: {} })}\n`);
      asked += 1;
      if (asked === 3)
        await writeFile(file, Buffer.concat([Buffer.from("P6\n1 1\n255\n"), Buffer.alloc(3, 9)]));
      const said = asked === 1 ? { error: { desc: "no console" } } : { return: {} };
      return machine.write(`${JSON.stringify({ id, ...said })}\n`);
    });
  };
  const watched = new Promise<void>((done, failed) => {
    const server = createServer(async (socket) => {
      server.close();
      const qmp = await openQmp(socket);
      watchScreen(
        qmp,
        file,
        (picture) => {
          pictures.push(picture);
          socket.destroy();
        },
        new AbortController().signal,
      ).then(done, failed);
    });
    server.listen(join(folder, "control"), () => answer(join(folder, "control")));
  });
  await watched;
  expect(asked).toBe(3);
  expect(pictures).toEqual([{ width: 1, height: 1, pixels: Buffer.alloc(3, 9) }]);
  expect(await readdir(folder)).toEqual([]);
});
