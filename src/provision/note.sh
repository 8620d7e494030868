#!/bin/sh
# note.sh KEY: writes down what this machine was provisioned for, for the next build to read.
set -eu
mkdir -p /var/lib/thinsmith
if [ "$(cat /var/lib/thinsmith/provisioned 2>/dev/null)" != "$1" ]; then
	echo "$1" >/var/lib/thinsmith/provisioned
	echo changed
fi
