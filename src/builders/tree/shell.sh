#!/bin/sh
# shell.sh OUTPUT [TREE]: a shell for a person where a stage has failed, in the namespaces that the stage had: in the root
# tree OUTPUT/tree, else in TREE, which stays as it is, where that has a shell; else in the directory OUTPUT.
set -u
. "$(dirname "$0")/tree.sh"
cd "$1"
tree=$1/tree
if [ ! -x "$tree/bin/sh" ] && [ -x "${2:-}/bin/sh" ]; then
	# Another stage's result, which the cache keeps.
	tree=$2
	mount --rbind "$tree" "$tree" && mount -o remount,bind,ro "$tree" || tree=
fi
if [ -x "$tree/bin/sh" ] && tree_mounts "$tree"; then
	echo "The root directory is the stage's tree; its files are in $1."
	shell=/bin/sh
	[ ! -x "$tree/bin/bash" ] || shell=/bin/bash
	in_tree "$tree" env TERM="${TERM:-dumb}" "$shell"
else
	echo "The stage has no tree with a shell; these are its files, in $1."
	"${SHELL:-/bin/sh}"
fi
