/**
 * Functions for any POSIX shell that print names which may change: saved presets, keys, images and releases. They start no thinsmith,
 * since that would take as long as a person waits for a key.
 */
export const nameFunctions = (shipped: readonly string[]): string => `_thinsmith_presets() {
  printf '%s\\n' ${shipped.join(" ")}
  sed -n 's/^\\t"\\([^"]*\\)": {.*/\\1/p' \\
    "\${THINSMITH_CONFIG:-\${XDG_CONFIG_HOME:-$HOME/.config}/thinsmith}/presets.json" 2>/dev/null
}

_thinsmith_keys() {
  ls "\${THINSMITH_CONFIG:-\${XDG_CONFIG_HOME:-$HOME/.config}/thinsmith}/keys" 2>/dev/null
}

_thinsmith_images() {
  find -L build -mindepth 2 -maxdepth 2 -name releases 2>/dev/null | sed 's,^build/,,; s,/releases$,,'
}

_thinsmith_releases() {
  _thinsmith_images
  find build -mindepth 3 -maxdepth 3 -path '*/releases/*' ! -name '.*' 2>/dev/null | sed 's,.*/,,'
}
`;
