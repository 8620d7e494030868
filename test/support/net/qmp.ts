import { connect, type Socket } from "node:net";
import { openQmp as openQmpOn, type Qmp } from "../../../src/boot/qmp.ts";
import { waitFor } from "../wait.ts";

/** QEMU's machine protocol on a socket that the machine makes when it starts. */
export const openQmp = async (path: string): Promise<Qmp> => {
  let socket: Socket | undefined;
  await waitFor(
    () =>
      new Promise<boolean>((done) => {
        const attempt = connect(path, () => {
          socket = attempt;
          done(true);
        }).on("error", () => done(false));
      }),
    60,
  );
  return openQmpOn(socket as Socket);
};
