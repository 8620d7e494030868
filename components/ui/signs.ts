const locale = process.env.LC_ALL || process.env.LC_CTYPE || process.env.LANG || "";
const unicode = /utf-?8/i.test(locale);

/** Signs of state, and lines: plain ASCII where the locale has no more. Never colour alone. */
export const signs = unicode
  ? {
      here: "❯",
      done: "✔",
      running: "●",
      waiting: "·",
      failed: "✘",
      warning: "!",
      rule: "─",
      dots: "┄",
      full: "█",
      empty: "░",
      up: "↑",
      down: "↓",
      knob: "●",
      more: "…",
      changed: "*",
      open: "▾",
      closed: "▸",
    }
  : {
      here: ">",
      done: "v",
      running: ">",
      waiting: ".",
      failed: "X",
      warning: "!",
      rule: "-",
      dots: "-",
      full: "#",
      empty: ".",
      up: "^",
      down: "v",
      knob: "O",
      more: "~",
      changed: "*",
      open: "-",
      closed: "+",
    };
