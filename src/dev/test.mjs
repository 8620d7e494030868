// npm test: everything that fits into ten minutes, one real build and one real boot among it.
// npm run test:full: the longer suites. npm run test:SUITE: one of them.
// npm run test:presets -- --all: every preset, and the pictures in docs/screens. npm run test:vagrant -- --all: faults
// and interruptions of machines that take minutes each, and UEFI.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, setUp, succeeds } from "./setup.mjs";

/** Suites: folders below test/, and whether they are heavy, so that only one file may run at a time. */
const suites = {
  quick: { folders: ["unit", "ui", "cli", "pty"], heavy: false },
  image: { folders: ["image"], heavy: true },
  faults: { folders: ["faults"], heavy: true },
  boot: { folders: ["boot"], heavy: true },
  net: { folders: ["net"], heavy: true },
  presets: { folders: ["presets"], heavy: true },
  // In a libvirt of its own, which ends with it.
  vagrant: { folders: ["vagrant"], heavy: true, lab: true },
};
const short = ["quick", "image"];
const long = ["faults", "boot", "net", "presets", "vagrant"];

const args = process.argv.slice(2);
// Suites leave out what takes longest where this is not set.
if (args.includes("--all")) process.env.THINSMITH_ALL = "yes";
const only = args[args.indexOf("--only") + 1];
const chosen = args.includes("--only") ? [only] : args.includes("--full") ? long : short;

setUp();
// After one question in a terminal, without it in CI or after "npm test -- --yes".
run(process.execPath, [
  "dist/thinsmith.js",
  "doctor",
  "--install",
  "--tests",
  ...args.filter((arg) => arg === "--yes"),
]);

if (chosen.includes("vagrant"))
  // Its status tells whether libvirt runs here, too, which does not matter.
  succeeds(process.execPath, [
    ...["dist/thinsmith.js", "doctor", "--install", "--tests", "--vagrant"],
    ...args.filter((arg) => arg === "--yes"),
  ]);

let passed = 0;
let failed = 0;
const count = (ok) => {
  if (ok) passed += 1;
  else failed += 1;
};

if (chosen.includes("quick")) {
  count(succeeds("npx", ["tsc", "--noEmit"]));
  count(succeeds("npx", ["biome", "check", "--error-on-warnings", "."]));
}

/** What failed in one test file: the file itself where it could not be loaded, else its tests. */
const failuresOf = ({ name, message, status, assertionResults }) => {
  const tests = assertionResults.filter((test) => test.status === "failed");
  if (status === "failed" && tests.length === 0) return [`${name}\n${message}`];
  return tests.map((test) => `${test.fullName}\n${test.failureMessages.join("\n")}`);
};
const failures = [];
const results = mkdtempSync(join(tmpdir(), "thinsmith-results-"));
for (const name of chosen) {
  const { folders, heavy, lab } = suites[name];
  const inLab = lab ? ["test/vagrant/lab.sh", join(results, "lab")] : [];
  const file = join(results, `${name}.json`);
  const [program, ...words] = [...inLab, "npx"];
  const ok = succeeds(program, [
    ...words,
    "vitest",
    "run",
    "--config=test/vitest.config.ts",
    "--root=.",
    "--reporter=verbose",
    "--reporter=json",
    `--outputFile.json=${file}`,
    ...(heavy ? ["--no-file-parallelism"] : []),
    ...folders.map((folder) => `test/${folder}/`),
  ]);
  if (!existsSync(file)) {
    failures.push(`the suite ${name} did not begin: see above`);
    failed += 1;
    continue;
  }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, "utf8"));
  failures.push(...testResults.flatMap(failuresOf));
  passed += numPassedTests;
  failed += numFailedTests;
  // A file that cannot be loaded fails without a test of its own.
  if (!ok && numFailedTests === 0) failed += 1;
}
rmSync(results, { recursive: true });

// Last, so that they are seen where only the end of a long log is kept.
for (const failure of failures) console.log(`\nFAILED ${failure.slice(0, 2000)}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
