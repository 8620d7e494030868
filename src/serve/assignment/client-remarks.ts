import { type Release, ukiFile } from "../../release/release.ts";
import { clientKey } from "../../settings/schema.ts";
import { invocation } from "../../system/invocation.ts";
import { fileWordsOf, wordsOf } from "../../trust/client-file/rows.ts";
import { problem, type Remark } from "../remark.ts";
import { type Assignment, assignedReleases, releaseFor, rowsOf } from "./assignment.ts";

const whoIs = (client: string): string => (client === "default" ? "all other clients" : client);

const signAnew = ({ manifest }: Release): string =>
  `Where the keys are, run: ${invocation()} keys sign-clients ${manifest.name} --key KEYS, with the --preset or --set of this command, if it has one; then copy the release's folder clients/ here.`;

/** Why words on a command line do not reach clients of a release; undefined where they do. */
const whyWithoutEffect = ({ serve }: Assignment, { manifest }: Release): string | undefined => {
  if (manifest.uki?.locked === true) return `has no effect: the image ${manifest.name} is locked`;
  return serve.uefi === "uki"
    ? `has no effect with UEFI: the command line of ${ukiFile} is fixed`
    : undefined;
};

const sameWords = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().join("\n") === [...b].sort().join("\n");

type Row = Assignment["serve"]["clients"][number];

/** Boot parameters of a row that do not reach its client. */
const rowRemarks = (assignment: Assignment, row: Row): Remark[] => {
  const client = clientKey(row.client);
  const release = releaseFor(assignment, client);
  const why = whyWithoutEffect(assignment, release);
  const gives = (words: readonly string[]) =>
    `serve.clients gives ${whoIs(row.client)} ${words.join(" ")}, which`;
  const { manifest } = release;
  if (!manifest.clientFiles) {
    const words = wordsOf(row);
    if (why === undefined || words.length === 0) return [];
    const loader = manifest.uki?.locked ? "" : "; or choose a loader: serve.uefi=ipxe, grub or shim";
    return [
      problem(
        `${gives(words)} ${why}.`,
        `Sign the image (publish.key), so that its clients take files of their own; or build one with the settings for it, and name its release in the row${loader}.`,
      ),
    ];
  }
  const { fit, unfit } = fileWordsOf(row);
  const said = assignment.clientFiles?.get(release.directory)?.said.get(client);
  const differs = said ? !sameWords(said.parameters, fit) : fit.length > 0 && why !== undefined;
  return [
    ...(why === undefined
      ? []
      : unfit.map((one) =>
          problem(
            `${gives([one.word])} ${why}, and ${one.why}.`,
            "Build an image with the settings for it, and name its release in the row.",
          ),
        )),
    ...(differs && fit.length > 0
      ? [
          problem(
            said
              ? `${gives(fit)} is not what the signed file of the release ${manifest.id} says: ${said.parameters.join(" ") || "nothing"}.`
              : `${gives(fit)} ${why}, and the release ${manifest.id} has no valid signed file that says so.`,
            signAnew(release),
          ),
        ]
      : []),
  ];
};

/** Signed files that set something for clients to which `serve.clients` gives nothing. */
const staleRemarks = (assignment: Assignment): Remark[] =>
  assignedReleases(assignment).flatMap((release) => {
    const rows = rowsOf(assignment, release).filter((row) => fileWordsOf(row).fit.length > 0);
    const meant = new Set(rows.map(({ client }) => clientKey(client)));
    const said = assignment.clientFiles?.get(release.directory)?.said ?? new Map();
    return [...said].flatMap(([client, { parameters }]): Remark[] =>
      meant.has(client) || parameters.length === 0
        ? []
        : [
            problem(
              `The signed file for ${whoIs(client)} in the release ${release.manifest.id} sets ${parameters.join(" ")}, which serve.clients does not give.`,
              signAnew(release),
            ),
          ],
    );
  });

/** What is wrong with the settings of single clients: some do not reach them, or they get what nobody gives them. Pure. */
export const clientRemarks = (assignment: Assignment): Remark[] => [
  ...assignment.serve.clients.flatMap((row) => rowRemarks(assignment, row)),
  ...staleRemarks(assignment),
];
