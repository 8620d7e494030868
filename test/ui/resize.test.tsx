import { Text, useStdout } from "ink";
import { useLayoutEffect } from "react";
import { it } from "vitest";
import { useLayout } from "../../components/ui/useLayout.ts";
import { draw } from "../support/ui/draw.tsx";

/** A screen whose terminal changes after it was drawn first, and before anything listens to that. */
const Early = () => {
  const { stdout } = useStdout();
  const { body } = useLayout();
  useLayoutEffect(() => {
    Object.assign(stdout, { columns: 60, rows: 20 });
    stdout.emit("resize");
  }, [stdout]);
  return <Text>{`${body.columns} columns`}</Text>;
};

it("a screen takes the size that its terminal gets while it is drawn first", async () => {
  const { shows, unmount } = draw(<Early />, 90, 24);
  try {
    await shows(/^[56]\d columns/);
  } finally {
    unmount();
  }
});
