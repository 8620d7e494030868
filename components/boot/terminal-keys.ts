/** What a serial terminal sends for a key that is no character. */
const sequences: Readonly<Record<string, string>> = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[1~",
  end: "\x1b[4~",
  pageup: "\x1b[5~",
  pagedown: "\x1b[6~",
  delete: "\x1b[3~",
  "ctrl+left": "\x1b[1;5D",
  "ctrl+right": "\x1b[1;5C",
  enter: "\r",
  tab: "\t",
  "shift+tab": "\x1b[Z",
  backspace: "\x7f",
  esc: "\x1b",
};

/**
 * The bytes that a key sends over a serial line.
 * @param text as it came, which may be a whole paste
 * @param key its name in the key table
 */
export const terminalBytes = (text: string, key: string): string => {
  const letter = /^ctrl\+(.)$/s.exec(key)?.[1];
  if (letter !== undefined) return String.fromCharCode(letter.charCodeAt(0) & 0x1f);
  if (key.startsWith("alt+")) return `\x1b${terminalBytes(text, key.slice(4))}`;
  return sequences[key] ?? text;
};
