import { builtImages } from "../../../src/release/built.ts";
import { knownOutputs } from "../../../src/release/outputs.ts";
import { clientsSeen } from "../../../src/serve/events/seen.ts";
import { defaultOutput } from "../../../src/system/paths.ts";
import { when } from "../../ui/format.ts";

/** Clients that this user's images were served to, with when they were seen last: what the wizard offers as addresses. */
export const offeredClients = async (): Promise<{ value: string; says: string }[]> => {
  const { images } = await builtImages([defaultOutput, ...(await knownOutputs())]);
  const seen = await clientsSeen(images.map(({ directory }) => directory));
  return seen.map(({ mac, at }) => ({ value: mac, says: `seen ${when(at)}` }));
};
