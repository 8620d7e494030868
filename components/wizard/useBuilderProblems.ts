import { useEffect, useState } from "react";
import { examineBuilders } from "../../src/doctor/doctor.ts";

/** For each builder why it cannot work on this machine, or nothing where it can. */
export type BuilderProblems = Readonly<Record<"local" | "vagrant", string | undefined>>;

let known: BuilderProblems | undefined;

/** What hinders the builders here, once that is known. */
export const useBuilderProblems = (): BuilderProblems | undefined => {
  const [problems, setProblems] = useState(known);
  useEffect(() => {
    if (known) return;
    examineBuilders()
      .then((found) => {
        known = found;
        setProblems(found);
      })
      // Without an answer every choice stays open; the build itself looks again.
      .catch(() => {});
  }, []);
  return problems;
};
