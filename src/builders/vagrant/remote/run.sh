#!/bin/sh
# run.sh: runs a command of thinsmith's in namespaces of its own. Standard input has the number of variables and each as
# a line NAME=VALUE, then the number of the command's words and each in a line, and then stays open: when it ends before
# the command does, thinsmith is gone, and the command is killed with all it started. Its mounts go with it.
set -eu

read_number() {
	IFS= read -r number
}

read_number
while [ "$number" -gt 0 ]; do
	IFS= read -r word
	export "${word?}"
	number=$((number - 1))
done
read_number
set --
while [ "$number" -gt 0 ]; do
	IFS= read -r word
	set -- "$@" "$word"
	number=$((number - 1))
done

# More than /run has room for by itself, since a role may bring half a gigabyte. Empty, it takes no memory.
base=/run/thinsmith
if ! mountpoint -q "$base"; then
	mkdir -p "$base"
	mount -t tmpfs -o size=75%,mode=700 thinsmith "$base"
fi

exec 3<&0
unshare --mount --propagation private --pid --fork --kill-child -- "$@" </dev/null 3<&- &
child=$!
{
	cat <&3 >/dev/null
	kill -KILL "$child"
} 2>/dev/null &
watcher=$!
status=0
wait "$child" || status=$?
kill "$watcher" 2>/dev/null || :
exit "$status"
