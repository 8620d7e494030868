import { basename, dirname } from "node:path";
import prettyBytes from "pretty-bytes";
import type { BuildEnded, Failure } from "../../pipeline/events.ts";
import { keptAnyway } from "../../pipeline/failures/outcome.ts";
import { loadedFiles } from "../../release/files/loaded-files.ts";
import { isOnTrial, readRelease } from "../../release/release.ts";
import { shellWord } from "../../system/command-log.ts";
import { invocation } from "../../system/invocation.ts";
import { defaultOutput, shortPath } from "../../system/paths.ts";
import { lastWords } from "../../system/text.ts";
import { print } from "./print.ts";

/**
 * What was built, for the end of the output. `onlyPath`: the release's path and nothing else. `output`: the directory
 * of the releases.
 */
export const writeResult = async (
  ended: BuildEnded,
  { onlyPath, output = defaultOutput }: { readonly onlyPath: boolean; readonly output?: string },
): Promise<void> => {
  if (ended.parts) {
    for (const part of ended.parts) print(shortPath(part));
    return;
  }
  const path = shortPath(ended.release ?? "");
  if (onlyPath) {
    print(path);
    return;
  }
  const { manifest, directory } = await readRelease(ended.release ?? "");
  const images = loadedFiles(manifest);
  const sizes = images.map(({ name, size }) => `  ${name.padEnd(16)} ${prettyBytes(size).padStart(8)}`);
  const how = ended.unchanged
    ? "is unchanged, nothing was built"
    : `is built, ${manifest.packages.length} packages, ${ended.seconds.toFixed(1)} s`;
  const oldTree = manifest.stages.some(({ name, outcome }) => name === "bootstrap" && outcome === "cached");
  const where = output === defaultOutput ? "" : ` --output ${shellWord(output)}`;
  const onTrial = (await isOnTrial(directory))
    ? `Only the canaries get it as yet, all others after:  ${invocation()} release promote ${manifest.name}${where}\n`
    : "";
  const age =
    oldTree || ended.unchanged ? "  packages         from the cache; --no-cache fetches newer ones\n" : "";
  process.stdout.write(
    `\n${manifest.name} ${how}\n${sizes.join("\n")}\n${age}  release          ${path}\n\n` +
      `Test it:   ${invocation()} boot ${path}\n` +
      `Serve it:  ${invocation()} serve ${manifest.name}${where} --interface INTERFACE\n${onTrial}`,
  );
};

/** What a person can do with a candidate. */
const candidateLines = (directory: string, output: string): string[] => {
  const id = basename(directory);
  const name = basename(dirname(dirname(directory)));
  const where = output === defaultOutput ? "" : ` --output ${shellWord(output)}`;
  return [
    `Look into it:  ${invocation()} inspect ${id}${where}`,
    `Boot it:       ${invocation()} boot ${id}${where}`,
    `Give it to the clients all the same:  ${invocation()} release promote ${name} ${id} --unproven${where}`,
  ];
};

/**
 * Why a build failed: what, why, what to do, in one screen.
 * @param made the release that it had published before, or the candidate that it has become
 */
export const writeFailure = async (
  failure: Failure,
  { release, candidate }: Pick<BuildEnded, "release" | "candidate"> = {},
  output: string = defaultOutput,
): Promise<void> => {
  const state = release
    ? `${await keptAnyway(release)}: ${shortPath(release)}`
    : "The earlier release, if there is one, is as it was.";
  if (failure.cancelled) {
    process.stderr.write(`Cancelled. ${state}\n`);
    return;
  }
  const lines = [
    `thinsmith: ${failure.message}`,
    ...(failure.remedy ? [`What to do: ${failure.remedy}`] : []),
    "",
    ...(failure.stage ? [`stage      ${failure.stage}`] : []),
    ...(failure.command
      ? [`command    ${failure.command.join(" ").slice(0, 160)}, status ${failure.exitCode ?? "unknown"}`]
      : []),
    ...lastWords(failure.lastLines ?? []).map((line) => `           ${line}`),
    ...(failure.log ? [`full log   ${shortPath(failure.log)}`] : []),
    state,
    ...(release && candidate ? candidateLines(release, output) : []),
  ];
  process.stderr.write(`${lines.join("\n")}\n`);
};
