import { spawn } from "node:child_process";

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Seconds that a command takes; throws with what it said when it fails. */
export const timeCommand = (command, options = {}) =>
  new Promise((done, failed) => {
    const begin = performance.now();
    let said = "";
    const [file, ...args] = command;
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    const keep = (chunk) => {
      said = (said + chunk).slice(-4000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", failed);
    child.on("close", (status) => {
      if (status === 0) done((performance.now() - begin) / 1000);
      else failed(new Error(`${command.join(" ")} ended with status ${status}:\n${said}`));
    });
  });

/** Runs two measures in turn, A B A B ..., and gives the median of the ratios A/B with the medians of both. */
export const pairs = async (count, ours, theirs) => {
  const rows = [];
  for (let index = 0; index < count; index += 1) {
    const a = await ours(index);
    const b = await theirs(index);
    rows.push({ a, b, ratio: a / b });
  }
  const of = (key) => median(rows.map((row) => row[key]));
  return {
    value: of("ratio"),
    detail: `${of("a").toFixed(3)} s against ${of("b").toFixed(3)} s, ${count} pairs`,
  };
};

/** Work that several measures share: done when the first one asks. */
export const once = (work) => {
  let made;
  return () => {
    made ??= work();
    return made;
  };
};

/** The value that so large a share of the values does not exceed. */
export const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
