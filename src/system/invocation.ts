/** How the person called thinsmith, for the commands that we suggest: by npm in a clone, or by its own name. */
export const invocation = (): string =>
  process.env.npm_lifecycle_event === "start" ? "npm start --" : "thinsmith";
