import type { StageRunner } from "../builder.ts";
import { allMachineNames, machineNames, type Session, within } from "./session.ts";
import { vagrant } from "./vagrant.ts";

/** Leaves the machines as the settings want it. */
export const afterwards =
  (session: Session): StageRunner =>
  async (context) => {
    const { settings, log, progress } = context;
    switch (settings.machines.afterwards) {
      case "leave":
        log("the machines run on");
        return;
      case "halt":
        progress(undefined, "switching off");
        await vagrant(["halt", ...machineNames], within(session, context));
        // It keeps nothing, and vagrant-libvirt halts no machine that it has no address of.
        await vagrant(["destroy", "--force", "test"], within(session, context));
        return;
      case "destroy":
        progress(undefined, "removing");
        await vagrant(["destroy", "--force", ...allMachineNames], within(session, context));
    }
  };
