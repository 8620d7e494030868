export { runWizard } from "./app/run-wizard.tsx";

/** Loads what draws a build only where one is drawn: the wizard's first frame need not wait for it. */
export const drawBuild = async (
  ...args: Parameters<typeof import("./app/draw-build.tsx").drawBuild>
): ReturnType<typeof import("./app/draw-build.tsx").drawBuild> =>
  (await import("./app/draw-build.tsx")).drawBuild(...args);

/** Loads the explorer only where an image is looked into. */
export const runInspect = async (
  ...args: Parameters<typeof import("./app/run-inspect.tsx").runInspect>
): ReturnType<typeof import("./app/run-inspect.tsx").runInspect> =>
  (await import("./app/run-inspect.tsx")).runInspect(...args);
export const drawServe = async (
  ...args: Parameters<typeof import("./app/draw-serve.tsx").drawServe>
): ReturnType<typeof import("./app/draw-serve.tsx").drawServe> =>
  (await import("./app/draw-serve.tsx")).drawServe(...args);
