import { useRef, useState } from "react";
import type { Draft } from "../../src/settings/draft.ts";

/**
 * The draft that is worked on. Each change is written to disk, in the order of the changes; `problem` says why that
 * failed.
 */
export const useDraft = () => {
  const [draft, setDraft] = useState<Draft>();
  const [problem, setProblem] = useState<string>();
  const latest = useRef<Draft | undefined>(undefined);
  /** Whether the last write failed. */
  const lost = useRef(false);
  const writing = useRef<Promise<void>>(Promise.resolve());

  const write = (next: Draft | undefined) => {
    writing.current = writing.current
      .then(async () => {
        const { discardDraft, saveDraft } = await import("../../src/settings/draft.ts");
        // What was changed meanwhile is written by the next in line.
        if (latest.current !== next) return;
        await (next ? saveDraft(next) : discardDraft());
        lost.current = false;
        setProblem(undefined);
      })
      .catch((error: Error) => {
        lost.current = true;
        setProblem(`The draft cannot be kept: ${error.message}`);
      });
  };
  return {
    draft,
    problem,
    /** The draft as it is by now, for whoever began before the last frame. */
    current: () => latest.current,
    /** Shows a draft that is on disk already, or that nothing was changed in. */
    open: (next: Draft) => {
      latest.current = next;
      setDraft(next);
    },
    /** Changes it and keeps it on disk. */
    change: (change: Partial<Draft>) => {
      const old = latest.current;
      if (!old) return;
      const next = { ...old, ...change, changedAt: Date.now() };
      latest.current = next;
      setDraft(next);
      write(next);
    },
    /** Takes it off the disk: nothing in it would be lost. */
    discard: () => {
      latest.current = undefined;
      write(undefined);
    },
    /** Whether what is on disk is not what is on screen. Once `settled`. */
    isLost: () => lost.current,
    /** Resolves when everything is on disk. */
    settled: () => writing.current,
  };
};
