import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expectationOf } from "../../../boot/expectation.ts";
import { testParameters } from "../../../boot/parameters.ts";
import { watchProgress } from "../../../boot/progress-watch.ts";
import { findReport } from "../../../boot/report.ts";
import { listenOnSerialSocket } from "../../../boot/serial-socket.ts";
import { checksOf, clientGaveUp } from "../../../boot/verdict.ts";
import type { StageRunner } from "../../../pipeline/builder.ts";
import { readRelease } from "../../../release/release.ts";
import { ThinsmithError } from "../../../system/errors.ts";
import { lineSplitter } from "../../../system/process.ts";
import { byHand, ownFile } from "../place.ts";
import { type Session, within } from "../session.ts";
import { vagrant } from "../vagrant.ts";

/** A client under emulation that fetches 250 MB needs two minutes; on a busy machine much more. */
const timeoutSeconds = 600;

/** Listens on a socket to which the hypervisor, which may run as another user, connects a serial port. */
const listen = async (path: string, onText: (chunk: string, all: string) => void) => {
  const server = await listenOnSerialSocket(path, onText);
  await chmod(path, 0o666);
  return server;
};

/** Makes a folder for sockets, which need a short path. Removes the folder of a killed build. */
const socketFolder = async (): Promise<string> => {
  const noted = ownFile("sockets");
  const prefix = join(tmpdir(), "thinsmith-sockets-");
  const left = join(tmpdir(), basename(await readFile(noted, "utf8").catch(() => "")));
  if (left.startsWith(prefix)) await rm(left, { recursive: true, force: true });
  const folder = await mkdtemp(prefix);
  await writeFile(noted, folder);
  // The hypervisor may run as another user.
  await chmod(folder, 0o711);
  return folder;
};

/** Boots the diskless machine `test` from the server and checks that it starts as the settings say. */
export const bootTest =
  (session: Session): StageRunner =>
  async (context) => {
    const { signal, log, progress, input } = context;
    const { manifest } = await readRelease(input("publish"));
    const expectation = expectationOf(manifest, testParameters(manifest));
    const folder = await socketFolder();
    const options = { ...within(session, context), env: { THINSMITH_SOCKETS: folder } };
    let consoleText = "";
    let reportText = "";
    let finish: () => void = () => {};
    const finished = new Promise<void>((done) => {
      finish = done;
    });
    const lines = lineSplitter((line) => log(line, "test"));
    const watch = watchProgress(expectation, (checks) => {
      const at = checks.find(({ state }) => state === "running");
      const done = checks.filter(({ state }) => state === "ok").length;
      progress(done / checks.length, at ? `${at.name} ${at.detail}`.trim() : undefined);
    });
    const servers = [
      await listen(join(folder, "console"), (chunk, all) => {
        consoleText = all;
        lines.write(chunk);
        watch.update(all);
        if (clientGaveUp(all)) finish();
      }),
      await listen(join(folder, "report"), (_, all) => {
        reportText = all;
        if (findReport(all)) finish();
      }),
    ];
    const timer = setTimeout(finish, timeoutSeconds * 1000);
    signal.addEventListener("abort", finish);
    try {
      // The machine keeps nothing, so one of an earlier build is of no use.
      await vagrant(["destroy", "--force", "test"], options);
      await vagrant(["up", "test"], options);
      await finished;
      signal.throwIfAborted();
      const checks = checksOf(consoleText, findReport(reportText), expectation);
      for (const { name, ok, detail } of checks)
        log(`${ok ? "ok    " : "FAILED"} ${name}: ${detail}`, "test");
      const failed = checks.filter(({ ok }) => !ok);
      if (failed.length > 0)
        throw new ThinsmithError(
          `The test machine did not come up as it should: ${failed.map(({ name, detail }) => `${name} (${detail})`).join(", ")}`,
          { remedy: `Its console is in the log. Boot it again with: ${byHand("up", "test")}` },
        );
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      watch.end();
      // Also after a cancellation: nobody would look for this machine.
      await vagrant(["destroy", "--force", "test"], { ...options, signal: undefined }).catch(() => {});
      for (const server of servers) server.close();
      await rm(folder, { recursive: true, force: true });
    }
  };
