import { useEffect, useState } from "react";
import { examineBuilders } from "../../src/doctor/doctor.ts";

/** What this machine can build with: for each builder why it cannot work here, or nothing where it can. */
export interface Machine {
  readonly builders: Readonly<Record<"local" | "vagrant", string | undefined>>;
}

let known: Machine | undefined;

/** What this machine can do, once that is known. */
export const useMachine = (): Machine | undefined => {
  const [machine, setMachine] = useState(known);
  useEffect(() => {
    if (known) return;
    examineBuilders()
      .then((builders) => {
        known = { builders };
        setMachine(known);
      })
      // Without an answer every choice stays open; the build itself looks again.
      .catch(() => {});
  }, []);
  return machine;
};
