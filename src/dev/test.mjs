// npm test: everything that fits into ten minutes, one real build and one real boot among it.
// npm test -- WORD: the test files whose path has that word in it, of any suite.
// npm run test:full: the longer suites. npm run test:SUITE: one of them. With --all, what takes longest in each, too.
// npm run test:presets -- --all: every preset, and the pictures in docs/screens. npm run test:vagrant -- --all: faults
// and interruptions of machines that take minutes each, and UEFI.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, run, setUp, succeeds } from "./setup.mjs";

/**
 * Suites: folders below test/. Files of `light` ones run on all processors, in one process; the others use a whole
 * processor or more each, so two of them run at a time.
 * @type {Readonly<Record<string, {folders: readonly string[], light?: boolean, lab?: boolean}>>}
 */
const suites = {
  quick: { folders: ["unit", "ui", "cli", "pty"], light: true },
  image: { folders: ["image"] },
  releases: { folders: ["releases"] },
  faults: { folders: ["faults"] },
  boot: { folders: ["boot"] },
  net: { folders: ["net"] },
  presets: { folders: ["presets"] },
  // In a libvirt of its own, which ends with it.
  vagrant: { folders: ["vagrant"], lab: true },
};
const short = ["quick", "image"];
// One process takes files from the front, one from the back. They meet in the network's short files, so that they end together.
const long = ["boot", "faults", "releases", "net", "presets", "vagrant"];

const args = process.argv.slice(2);
// Suites leave out what takes longest where this is not set.
if (args.includes("--all")) process.env.THINSMITH_ALL = "yes";
const only = args.includes("--only") ? args[args.indexOf("--only") + 1] : undefined;
const word = args.find((arg, index) => !arg.startsWith("-") && args[index - 1] !== "--only");

const filesBelow = (/** @type {string} */ folder) =>
  readdirSync(join(root, "test", folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.test\.tsx?$/.test(file))
    .map((file) => `test/${folder}/${file}`)
    .sort();

/** Test files of a suite, of those that a person asked for. */
const filesOf = (/** @type {string} */ name) =>
  (suites[name]?.folders ?? []).flatMap(filesBelow).filter((file) => file.includes(word ?? ""));

const asked =
  only !== undefined ? [only] : args.includes("--full") ? long : word ? [...short, ...long] : short;
const chosen = asked.filter((name) => filesOf(name).length > 0);
if (chosen.length === 0) {
  console.error(
    `No test file has ${word ?? only} in its path. Suites: ${Object.keys(suites).join(", ")}. Files:`,
  );
  for (const file of Object.values(suites).flatMap(({ folders }) => folders.flatMap(filesBelow)))
    console.error(`  ${file}`);
  process.exit(2);
}

setUp();
// After one question in a terminal; without one where no terminal is, in CI or after "npm test -- --yes".
const doctor = [
  "dist/thinsmith.js",
  "doctor",
  "--install",
  "--tests",
  ...args.filter((arg) => arg === "--yes"),
];
run(process.execPath, doctor);

// Its status tells whether libvirt runs here, too, which does not matter.
if (chosen.includes("vagrant")) succeeds(process.execPath, [...doctor, "--vagrant"]);

let passed = 0;
let failed = 0;
const count = (/** @type {boolean} */ ok) => {
  if (ok) passed += 1;
  else failed += 1;
};

if (word === undefined && chosen.includes("quick")) {
  for (const check of ["types", "style", "unused"])
    count(succeeds("npm", ["run", "--silent", `check:${check}`]));
}

/**
 * What failed in one test file: the file itself where it could not be loaded, else its tests.
 * @typedef {{status: string, fullName: string, failureMessages: readonly string[]}} Assertion
 * @type {(file: {name: string, message: string, status: string, assertionResults: readonly Assertion[]}) => string[]}
 */
const failuresOf = ({ name, message, status, assertionResults }) => {
  const tests = assertionResults.filter((test) => test.status === "failed");
  if (status === "failed" && tests.length === 0) return [`${name}\n${message}`];
  return tests.map((test) => `${test.fullName}\n${test.failureMessages.join("\n")}`);
};
/** @type {string[]} */
const failures = [];
const results = mkdtempSync(join(tmpdir(), "thinsmith-results-"));

const heavy = chosen
  .filter((name) => !suites[name]?.light)
  .flatMap((name) => filesOf(name).map((file) => ({ file, ...suites[name] })));

/** Groups of processes that run test files. @type {Set<number>} */
const groups = new Set();
// A signal to this process alone must not leave guests and networks behind.
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.once(signal, () => {
    for (const group of groups) process.kill(-group, signal);
    process.exitCode = 1;
    heavy.length = 0;
  });

/**
 * Runs test files in a process group of their own and counts their results.
 * @type {(id: string, files: readonly string[], lab?: boolean) => Promise<void>}
 */
const runFiles = async (id, files, lab) => {
  const report = join(results, `${id}.json`);
  const vitest = [
    ...["npx", "vitest", "run", "--config=test/vitest.config.ts", "--root=."],
    // Vitest leaves one processor free, which is half of a small machine.
    "--maxWorkers=100%",
    ...["--reporter=verbose", "--reporter=json", `--outputFile.json=${report}`, ...files],
  ];
  const [command = "", ...rest] = lab
    ? ["test/vagrant/lab.sh", join(results, `${id}-lab`), ...vitest]
    : vitest;
  // Lines of two processes: not a terminal, where each would draw over the other.
  const child = spawn(command, rest, { cwd: root, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const group = child.pid;
  if (group !== undefined) groups.add(group);
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  const [status] = await once(child, "close");
  if (group !== undefined) groups.delete(group);
  if (!existsSync(report)) {
    failures.push(`${files.join(" ")} did not begin: see above`);
    failed += 1;
    return;
  }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  failures.push(...testResults.flatMap(failuresOf));
  passed += numPassedTests;
  failed += numFailedTests;
  // A file that cannot be loaded fails without a test of its own.
  if (status !== 0 && numFailedTests === 0) failed += 1;
};

/** A process that cannot begin, or leaves half a report, has failed. @type {typeof runFiles} */
const counted = (...call) =>
  runFiles(...call).catch((error) => {
    failures.push(`${call[1].join(" ")}\n${error}`);
    failed += 1;
  });

for (const name of chosen.filter((name) => suites[name]?.light)) await counted(name, filesOf(name));
const runAll = async (/** @type {() => typeof heavy[number] | undefined} */ take) => {
  for (let next = take(); next; next = take())
    await counted(next.file.replaceAll("/", "-"), [next.file], next.lab);
};
await Promise.all([runAll(() => heavy.shift()), runAll(() => heavy.pop())]);
rmSync(results, { recursive: true });

/** A failure's beginning and end, with a client's console as lines: why it stands still is in its last ones. */
const shortened = (/** @type {string} */ failure) => {
  const text = failure.replaceAll("\\r", "").replaceAll("\\n", "\n");
  return text.length <= 6000 ? text : `${text.slice(0, 1500)}\n[...]\n${text.slice(-4500)}`;
};
// Last, so that they are seen where only the end of a long log is kept.
for (const failure of failures) console.log(`\nFAILED ${shortened(failure)}`);
if (failures.length > 0) console.log("\nAll that failed:");
for (const failure of failures) console.log(`  ${failure.split("\n", 1)[0]}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
