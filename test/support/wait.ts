/** Resolves when something has become true; fails after a bound that only a broken program reaches. */
export const waitFor = async (isTrue: () => boolean | Promise<boolean>, seconds = 30): Promise<void> => {
  // Not Date: a test may have stopped it.
  const deadline = performance.now() + seconds * 1000;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`not true within ${seconds} s: ${isTrue}`);
    await new Promise((again) => setTimeout(again, 20));
  }
};
