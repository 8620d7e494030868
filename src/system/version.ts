import manifest from "../../package.json" with { type: "json" };

/** thinsmith's own version. */
export const version: string = manifest.version;
