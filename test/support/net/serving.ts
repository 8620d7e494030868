import type { ServeEvent } from "../../../src/serve/events/events.ts";
import { startThinsmith, type Workplace } from "../cli.ts";
import { waitFor } from "../wait.ts";
import type { NetworkNamespace } from "./lab.ts";

type EventOf<Type extends ServeEvent["type"]> = Extract<ServeEvent, { type: Type }>;

/** `thinsmith serve` as users run it, in a network namespace or on loopback; what it says as events. */
export const startServing = async (
  workplace: Workplace,
  args: readonly string[],
  namespace?: NetworkNamespace,
) => {
  const { child, finished, output } = startThinsmith(
    workplace,
    ["serve", ...args, "--progress", "json"],
    namespace ? { wrapper: namespace.enter } : {},
  );
  const events = (): ServeEvent[] =>
    output()
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as ServeEvent);
  const all = <Type extends ServeEvent["type"]>(type: Type): EventOf<Type>[] =>
    events().filter((event): event is EventOf<Type> => event.type === type);
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    return finished;
  };
  let over = false;
  void finished.then(() => {
    over = true;
  });
  /** Waits until there is such an event. */
  const says = async <Type extends ServeEvent["type"]>(
    type: Type,
    fits: (event: EventOf<Type>) => boolean = () => true,
    seconds = 30,
  ): Promise<EventOf<Type>> => {
    const find = () => all(type).find(fits);
    await waitFor(() => find() !== undefined || over, seconds).catch(() => {});
    const found = find();
    if (!found) throw new Error(`no such ${type}: ${output()}${over ? (await finished).stderr : ""}`);
    return found;
  };
  const started = await says("serve-started").catch(async (error) => {
    child.kill("SIGKILL");
    throw error;
  });
  await says("offer");
  return { started, events, all, says, stop, finished, pid: child.pid as number };
};

export type Serving = Awaited<ReturnType<typeof startServing>>;
