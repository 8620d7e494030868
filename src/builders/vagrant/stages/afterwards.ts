import type { StageRunner } from "../../../pipeline/builder.ts";
import type { machines } from "../definitions.ts";
import { byHand } from "../place.ts";
import { allMachineNames, machineNames, type Session, within } from "../session.ts";
import { vagrant } from "../vagrant.ts";

/** Leaves the machines running, halts them or removes them, as the settings say. */
export const afterwards =
  (session: Session): StageRunner<ReturnType<typeof machines.inputs>> =>
  async (context) => {
    const { inputs, note, progress } = context;
    switch (inputs.afterwards) {
      case "leave":
        note(`The machines ${machineNames.join(" and ")} run on. To switch them off: ${byHand("halt")}`);
        return;
      case "halt":
        progress(undefined, "switching off");
        await vagrant(["halt", ...machineNames], within(session, context));
        // The machine keeps nothing, and vagrant-libvirt does not halt a machine whose address it does not know.
        await vagrant(["destroy", "--force", "test"], within(session, context));
        return;
      case "destroy":
        progress(undefined, "removing");
        await vagrant(["destroy", "--force", ...allMachineNames], within(session, context));
    }
  };
