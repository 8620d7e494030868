export { drawBuild } from "./draw-build.tsx";
export { runWizard } from "./run-wizard.tsx";
