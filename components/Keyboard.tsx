import { type ReactNode, useState } from "react";
import { KeymapProvider, useKeyboard } from "./hooks/useKeymap.ts";

/** Everything that is drawn lies in one keyboard: it listens throughout, whatever screens come and go. */
export const Keyboard = ({ children }: { readonly children: ReactNode }) => {
  const [keymaps] = useState<Parameters<typeof useKeyboard>[0][number][]>(() => []);
  useKeyboard(keymaps);
  return <KeymapProvider value={keymaps}>{children}</KeymapProvider>;
};
