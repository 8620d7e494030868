/** How thinsmith was started (by npm in a clone, or by its own name), for the commands that we suggest. */
export const invocation = (): string =>
  process.env.npm_lifecycle_event === "start" ? "npm start --" : "thinsmith";
