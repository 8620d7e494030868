export { withoutMouse } from "./app/fullscreen.tsx";
export { runWizard } from "./app/run-wizard.tsx";

/** Loads a function only when it is called: the wizard's first frame need not wait for what draws other screens. */
const later =
  <Arguments extends unknown[], Result>(load: () => Promise<(...args: Arguments) => Promise<Result>>) =>
  async (...args: Arguments): Promise<Result> =>
    (await load())(...args);

export const drawBuild = later(async () => (await import("./app/draw-session.tsx")).drawBuild);
export const drawBoot = later(async () => (await import("./app/draw-session.tsx")).drawBoot);
export const drawServe = later(async () => (await import("./app/draw-session.tsx")).drawServe);
export const runInspect = later(async () => (await import("./app/run-inspect.tsx")).runInspect);
