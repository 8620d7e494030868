import { Box } from "ink";
import { type ReactNode, useLayoutEffect, useReducer, useState } from "react";
import { Keymaps } from "../keys/keymaps.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import { useKeyboard } from "../keys/useKeyboard.ts";
import { KeymapProvider } from "../keys/useKeymap.ts";
import type { MouseSource } from "../terminal/mouse.ts";
import { RegionsProvider } from "../terminal/regions.ts";
import { Help } from "../ui/Help.tsx";
import { useMouse } from "./useMouse.ts";

interface Props {
  readonly mouse?: MouseSource;
  readonly children: ReactNode;
}

/**
 * Everything that is drawn lies in one keyboard: it listens throughout, whatever screens come and go. It shows the help
 * of the screen whose keys it hands out; the screen itself stays as it is behind it.
 */
export const Keyboard = ({ mouse, children }: Props) => {
  const [keys, countKey] = useReducer((count: number) => count + 1, 0);
  const [keymaps] = useState(() => new Keymaps(countKey));
  // In the commit that has what the key's handler changed, too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs for each key
  useLayoutEffect(() => keymaps.rendered(), [keymaps, keys]);
  const [help, setHelp] = useState<ScreenKeys>();
  useKeyboard(keymaps, setHelp);
  const regions = useMouse(keymaps, mouse);
  return (
    <KeymapProvider value={keymaps}>
      <RegionsProvider value={regions}>
        <Box display={help ? "none" : "flex"} flexDirection="column">
          {children}
        </Box>
        {help ? (
          <Help
            about={help}
            finds={keymaps.onFind !== undefined}
            hasMouse={mouse !== undefined}
            onClose={() => setHelp(undefined)}
          />
        ) : null}
      </RegionsProvider>
    </KeymapProvider>
  );
};
