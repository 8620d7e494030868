#!/bin/sh
# initrd.sh TREE OUTPUT KERNEL COMPRESSION MODULES: makes OUTPUT/initrd from a tree that stays as it is.
set -eu
umask 022
. "$(dirname "$0")/tree.sh"
tree=$1 output=$2 kernel=$3 compression=$4 modules=$5

root=$output/root
mkdir "$root"
mount --rbind "$tree" "$root"
mount -o remount,bind,ro "$root"
tree_mounts "$root"
mount -t tmpfs -o mode=1777 tmp "$root/var/tmp"
mount -t tmpfs conf "$root/etc/initramfs-tools/conf.d"
{
	echo "COMPRESS=$compression"
	# A little smaller than zstd's own choice, for half a second.
	[ "$compression" != zstd ] || echo COMPRESSLEVEL=12
	echo BUSYBOX=y
	echo RESUME=none
	# Which modules is up to our hook.
	echo MODULES=list
	echo "export THINSMITH_MODULES=$modules"
} >"$root/etc/initramfs-tools/conf.d/thinsmith"

in_tree "$root" mkinitramfs -v -o /tmp/initrd "$kernel"
install -m 644 "$root/tmp/initrd" "$output/initrd"
umount -R "$root"
rmdir "$root"
