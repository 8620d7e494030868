import { handOver } from "../../system/terminal.ts";
import type { Provider } from "./boxes/known-boxes.ts";
import { vagrantEnvironment } from "./place.ts";

/** Gives our terminal to a person who works in a machine; resolves when they leave. */
export const logIn = (provider: Provider, machine: string): Promise<void> =>
  handOver(["vagrant", "ssh", machine], `Logging in to ${machine}.`, vagrantEnvironment(provider));
