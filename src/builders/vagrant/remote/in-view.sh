#!/bin/sh
# in-view.sh STAGE COMMAND...: runs COMMAND where the view that client.sh made is mounted on /run/thinsmith/tree, read-only.
# What it leaves in /var/lib/thinsmith/out/STAGE, an empty folder, is listed: FILE, size, sha256, name.
set -eu
umask 022
. "$(dirname "$0")/view.sh"
output=/var/lib/thinsmith/out/$1
shift
rm -rf "$output"
mkdir -p "$output"
mount_view ro
"$@" || {
	status=$?
	rm -rf "$output"
	exit "$status"
}
cd "$output"
for file in *; do
	[ ! -f "$file" ] || echo "FILE $(stat -c %s "$file") $(sha256sum "$file" | cut -c 1-64) $file"
done
