# shellcheck shell=sh
# Entering a tree. All mounts are in the private mount namespace that the builder made for the script.

# tree_mounts TREE: what programs inside a chroot expect to find.
tree_mounts() {
	mount -t proc proc "$1/proc"
	mount -t tmpfs -o mode=755 devices "$1/dev"
	for device in null zero full random urandom tty; do
		: >"$1/dev/$device"
		mount --bind "/dev/$device" "$1/dev/$device"
	done
	ln -s /proc/self/fd "$1/dev/fd"
	mount -t tmpfs run "$1/run"
	mount -t tmpfs -o mode=1777 tmp "$1/tmp"
}

# in_tree TREE COMMAND...: with the date that files are to have which it makes, where one is set.
in_tree() {
	root=$1
	shift
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive INITRD=No \
		${SOURCE_DATE_EPOCH:+SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH"} chroot "$root" "$@"
}
