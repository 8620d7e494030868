#!/bin/sh
# on-terminal.sh COMMAND...: runs COMMAND with a terminal of its own to write to. Elsewhere mksquashfs tells hardly ever how
# far it is: only where its count of blocks happens to be a multiple of 100.
set -eu
command -v script >/dev/null || exec "$@"
# script(1) takes a line for a shell, so each word is quoted.
line="exec"
for word; do
	line="$line '$(printf '%s\n' "$word" | sed "s/'/'\\\\''/g")'"
done
SHELL=/bin/sh exec script --quiet --return --flush --command "stty columns 80; $line" /dev/null </dev/null
