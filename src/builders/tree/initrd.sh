#!/bin/sh
# initrd.sh TREE OUTPUT KERNEL COMPRESSION MODULES VERIFIER: makes OUTPUT/initrd from a tree that stays as it is.
set -eu
umask 022
. "$(dirname "$0")/tree.sh"
. "${THINSMITH_DISTRIBUTION:-$(dirname "$0")}/distribution.sh"
tree=$1 output=$2 kernel=$3 compression=$4 modules=$5 verifier=$6

root=$output/root
mkdir "$root"
mount --rbind "$tree" "$root"
mount -o remount,bind,ro "$root"
tree_mounts "$root"
plan_initrd "$root" "$kernel" "$modules"
make_initrd "$root" "$kernel" "$compression" "$modules" "$verifier"
install -m 644 "$root/tmp/initrd" "$output/initrd"
umount -R "$root"
rmdir "$root"
