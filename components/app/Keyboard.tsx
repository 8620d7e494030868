import { Box } from "ink";
import { type ReactNode, useLayoutEffect, useReducer, useState } from "react";
import type { ScreenKeys } from "../keys/keys.ts";
import { KeymapProvider, Keymaps, useKeyboard } from "../keys/useKeymap.ts";
import { Help } from "../ui/Help.tsx";

/**
 * Everything that is drawn lies in one keyboard: it listens throughout, whatever screens come and go. It shows the help
 * of the screen whose keys it hands out; the screen itself stays as it is behind it.
 */
export const Keyboard = ({ children }: { readonly children: ReactNode }) => {
  const [keys, countKey] = useReducer((count: number) => count + 1, 0);
  const [keymaps] = useState(() => new Keymaps(countKey));
  // In the commit that has what the key's handler changed, too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs for each key
  useLayoutEffect(() => keymaps.rendered(), [keymaps, keys]);
  const [help, setHelp] = useState<ScreenKeys>();
  useKeyboard(keymaps, setHelp);
  return (
    <KeymapProvider value={keymaps}>
      <Box display={help ? "none" : "flex"} flexDirection="column">
        {children}
      </Box>
      {help ? <Help about={help} onClose={() => setHelp(undefined)} /> : null}
    </KeymapProvider>
  );
};
