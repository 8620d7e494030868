import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { recordedReport } from "./recorded-report.ts";

/**
 * What comes of a machine that is emulated; under KVM none starts. up: it reports, and its services answer. hang: it says no
 * more behind the kernel's first line. killed: somebody ends it then. refused: QEMU does not start. taken: the first one finds
 * its port taken, the others are up. gone: it is up, and ends before its services answer.
 */
export type FakeMachine = "up" | "hang" | "killed" | "refused" | "taken" | "gone";

const lines = [
  "Linux version 6.12.1-amd64",
  "thinsmith: the root is 4 bytes, its sha256 is right",
  "client login: ",
];

/** Every start is a line in the file `starts`. */
const program = (folder: string) => `#!${process.execPath}
const { appendFileSync, existsSync, writeFileSync } = require("node:fs");
const { connect, createServer } = require("node:net");
const words = process.argv.slice(2);
const all = words.join(" ");
const refuse = (why) => {
  process.stderr.write("qemu-system-x86_64: " + why + "\\n");
  process.exit(1);
};
const does = process.env.FAKE_MACHINE;
if (words.includes("kvm")) refuse("failed to initialize kvm");
appendFileSync(${JSON.stringify(join(folder, "starts"))}, all + "\\n");
if (does === "refused") refuse("cannot set up guest memory 'pc.ram': Cannot allocate memory");
const taken = ${JSON.stringify(join(folder, "taken"))};
if (does === "taken" && !existsSync(taken)) {
  writeFileSync(taken, "");
  refuse("-netdev user: Could not set up host forwarding rule 'tcp:127.0.0.1:1-:22'");
}
// Machines have no end of their own.
setInterval(() => {}, 1000);
const [first, ...others] = ${JSON.stringify(lines)};
process.stdout.write(first + "\\n");
if (does === "killed") setTimeout(() => process.kill(process.pid, "SIGKILL"), 100);
if (["up", "taken", "gone"].includes(does)) {
  if (all.includes("if=pflash")) process.stdout.write("Secure boot enabled\\n");
  process.stdout.write(others.join("\\n"));
  const [, port] = /hostfwd=tcp:127\\.0\\.0\\.1:(\\d+)-/.exec(all) ?? [];
  if (port && does !== "gone")
    createServer((socket) => socket.on("error", () => {}).end("SSH-2.0-fake\\r\\n")).listen(Number(port), "127.0.0.1");
  const [, path] = /socket,id=report,path=(\\S+)/.exec(all);
  const report = connect(path, () => report.write(${JSON.stringify(`THINSMITH-REPORT ${JSON.stringify(recordedReport)}\n`)}));
  if (does === "gone") setTimeout(() => process.exit(0), 500);
}
`;

/** Makes a folder with a QEMU that is none, for the beginning of PATH. `FAKE_MACHINE` says what its machines do. */
export const makeFakeQemu = async (folder: string): Promise<string> => {
  const programs = join(folder, "programs");
  await mkdir(programs, { recursive: true });
  await writeFile(join(programs, "qemu-system-x86_64"), program(folder), { mode: 0o755 });
  return programs;
};
