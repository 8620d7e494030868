import { useEffect, useState } from "react";

/** The value once it has stayed the same for a moment, in milliseconds: for what takes too long to follow every key. */
export const useResting = <T>(value: T, rest = 80): T => {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), rest);
    return () => clearTimeout(timer);
  }, [value, rest]);
  return rested;
};
