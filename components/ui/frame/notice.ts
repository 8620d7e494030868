import { createContext, useContext } from "react";

/** What the title line of every screen tells, beside what the screen says there. */
interface Notice {
  /** What was just done; in the place of what the screen says. */
  readonly said?: string | undefined;
  /** What is not well. */
  readonly warning?: string | undefined;
  /** What undo would take back; where there is much room. */
  readonly undo?: string | undefined;
}

const NoticeContext = createContext<Notice>({});
export const NoticeProvider = NoticeContext.Provider;
export const useNotice = (): Notice => useContext(NoticeContext);
