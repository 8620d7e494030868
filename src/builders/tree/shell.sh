#!/bin/sh
# shell.sh OUTPUT [TREE]: a shell for a person where a stage has failed, in the namespaces that the stage had: in the root
# tree OUTPUT/tree, else in TREE, which stays as it is, where that has a shell; else in the directory OUTPUT.
set -eu
. "$(dirname "$0")/tree.sh"
output=$1 read=${2:-}
cd "$output"

has_shell() {
	[ -d "$1" ] && in_tree "$1" /bin/sh -c : 2>/dev/null
}

enter() {
	tree_mounts "$1" || return 1
	echo "The root directory is the stage's tree; its files are in $output."
	shell=/bin/sh
	[ ! -x "$1/bin/bash" ] || shell=/bin/bash
	# shellcheck disable=SC2016
	in_tree "$1" /bin/sh -c 'export TERM="$1"; exec "$2"' sh "${TERM:-dumb}" "$shell"
}

if has_shell "$output/tree"; then
	enter "$output/tree"
elif [ -n "$read" ] && has_shell "$read"; then
	# Another stage's result, which the cache keeps.
	mount --rbind "$read" "$read"
	mount -o remount,bind,ro "$read"
	enter "$read"
else
	echo "The stage has no tree with a shell; these are its files, in $output."
	exec "${SHELL:-/bin/sh}"
fi
