# shellcheck shell=sh
# Assembles the root: the squashfs at the bottom, overlay archives above it, a tmpfs of limited size on top. All
# layers are visible below /run/thinsmith.

layers=$thinsmith_run/layers
layers_lower=
root_place="in memory"

# Each kind of root (rootmode=) mounts $layers/rootfs: roots/memory.sh, roots/stream.sh.
root_mount() {
	root_addresses=$(conf rooturl rootfs.squashfs)
	root_bytes=$(conf rootbytes)
	root_sha256=$(conf rootsha256)
	if [ "$(conf rootverify)" = off ]; then
		say "rootverify=off: the root is NOT checked"
		root_bytes='' root_sha256=''
	fi
	mkdir -p "$layers/rootfs"
	case $(conf rootmode memory) in
	stream) root_stream || root_memory ;;
	memory) root_memory ;;
	*) say "rootmode=$(conf rootmode) is not memory or stream, using memory" && root_memory ;;
	esac
	layers_lower=$layers/rootfs
}

# root_is_squashfs COMMAND...: mounts the root.
root_is_squashfs() {
	phase mount
	"$@" "$layers/rootfs" || fail ROOT-MOUNT \
		"$fetch_url is not a squashfs that this kernel can mount." \
		"Was the kernel updated without the root? Copy the whole release to the boot server again."
}

root_assemble() {
	memory_mount "$thinsmith_run/writable" "size=$(conf_size writable 50%),mode=0755"
	mkdir -p "$thinsmith_run/writable/upper" "$thinsmith_run/writable/work"
	mount -t overlay -o "lowerdir=$layers_lower,upperdir=$thinsmith_run/writable/upper,workdir=$thinsmith_run/writable/work" \
		thinsmith "$rootmnt" || fail ROOT-OVERLAY \
		"The overlay filesystem of the root cannot be mounted." \
		"Does the initrd have the module overlay of this kernel? Copy the whole release to the boot server again."
}

home_mount() {
	size=$(conf_size homesize 512M)
	memory_mount "$rootmnt/home" "size=$size,mode=0755,nosuid,nodev"
	addresses=$(conf homeurl)
	[ -n "$addresses" ] || return 0
	signed=
	home_bytes=$(conf homebytes)
	home_sha256=$(conf homesha256)
	case $addresses in
	# The archive of the release itself, at the address that the image was built with, or elsewhere under the same name.
	"$(conf_built homeurl)" | home.tar.gz | */home.tar.gz)
		[ "$(conf rootverify)" != off ] || home_bytes='' home_sha256=''
		;;
	*)
		home_bytes='' home_sha256=''
		if signature_wanted; then
			signed=y
			signature_fetch "$(conf homeproto http)" "$addresses"
		else
			say "the home archive $addresses is not known to this image, so its sha256 is not checked"
		fi
		;;
	esac
	archive_mount "$home_bytes" "$size"
	fetch "$(conf homeproto http)" "$addresses" "$thinsmith_run/archive/home.tar.gz" "$home_bytes" "$home_sha256"
	[ -z "$signed" ] || signature_check "home archive $addresses" "$thinsmith_run/archive/home.tar.gz"
	tar -xzf "$thinsmith_run/archive/home.tar.gz" -C "$rootmnt/home" 2>"$thinsmith_run/tar.log" || fail HOME \
		"$fetch_url cannot be unpacked into the $size of /home: $(head -n 1 "$thinsmith_run/tar.log")" \
		"Give /home more room with homesize=, or create the archive again."
	umount "$thinsmith_run/archive"
}
