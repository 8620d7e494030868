#!/bin/sh
# on-terminal.sh COMMAND...: runs COMMAND with its own terminal. Without a terminal, mksquashfs hardly ever prints its progress:
# only if its count of blocks happens to be a multiple of 100.
set -eu
command -v script >/dev/null || exec "$@"
# script(1) takes a shell line, so each word is quoted.
line="exec"
for word; do
	line="$line '$(printf '%s\n' "$word" | sed "s/'/'\\\\''/g")'"
done
SHELL=/bin/sh exec script --quiet --return --flush --command "stty columns 80; $line" /dev/null </dev/null
