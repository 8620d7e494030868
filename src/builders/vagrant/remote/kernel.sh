#!/bin/sh
# kernel.sh OUTPUT: the view's kernel as OUTPUT/vmlinuz, and its version as OUTPUT/version.
set -eu
for image in /run/thinsmith/tree/boot/vmlinuz-*; do
	if [ ! -e "$image" ]; then
		echo "The template has no kernel: nothing in it is named /boot/vmlinuz-..." >&2
		exit 1
	fi
done
install -m 644 "$image" "$1/vmlinuz"
echo "${image##*/vmlinuz-}" >"$1/version"
