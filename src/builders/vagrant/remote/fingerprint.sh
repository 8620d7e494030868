#!/bin/sh
# fingerprint.sh PATH...: prints a digest over the metadata of all files on the template's disks, without PATHs, which are
# relative to the root: any change through the file system alters it. Times and sizes of directories do not count, since
# what was there for a moment changes them.
set -eu
cd /
. "$(dirname "$0")/view.sh"
set -- "$@" --
while [ "$1" != -- ]; do
	set -- "$@" -o -path "./$1"
	shift
done
shift
disks | while IFS= read -r point; do
	find ".$point" -xdev \( -path ./run/thinsmith "$@" \) -prune -o \
		\( -type d -printf '%p d %m %U %G\0' \) -o -printf '%p %y %m %U %G %s %T@ %l\0'
done | LC_ALL=C sort -z | sha256sum | cut -c 1-64
