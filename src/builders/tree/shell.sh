#!/bin/sh
# shell.sh OUTPUT [TREE]: opens a shell where a stage has failed, in namespaces like those of the stage. Its root is OUTPUT/tree
# if that has a shell, else TREE, read-only, if that has a shell. Else the shell is in the directory OUTPUT.
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
	# The result of another stage, which stays in the cache.
	mount --rbind "$read" "$read"
	mount -o remount,bind,ro "$read"
	enter "$read"
else
	echo "The stage has no tree with a shell; these are its files, in $output."
	exec "${SHELL:-/bin/sh}"
fi
