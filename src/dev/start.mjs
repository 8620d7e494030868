// npm start [-- COMMAND...]: sets up what is missing, then runs thinsmith in the project's folder.
import { join } from "node:path";
import { root, setUp } from "./setup.mjs";

setUp();
process.argv.splice(1, 1, join(root, "dist/thinsmith.js"));
await import(join(root, "dist/thinsmith.js"));
