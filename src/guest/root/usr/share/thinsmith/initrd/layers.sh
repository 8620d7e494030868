# shellcheck shell=sh
# The root: a squashfs in memory below, overlay archives above it, a tmpfs of limited size on top. All layers
# stay visible under /run/thinsmith.

layers=/run/thinsmith/layers
layers_lower=

root_mount() {
	url=$(fetch_address "$(conf rootproto http)" "$(conf rooturl rootfs.squashfs)")
	bytes=$(conf rootbytes)
	sum=$(conf rootsha256)
	if [ "$(conf rootverify)" = off ]; then
		say "rootverify=off: the root is NOT checked"
		bytes='' sum=''
	fi
	[ -z "$bytes" ] || memory_check "$bytes"
	memory_mount /run/thinsmith/image "size=${bytes:-100%},mode=0700"
	fetch "$url" /run/thinsmith/image/rootfs.squashfs "$bytes" "$sum"
	mkdir -p "$layers/rootfs"
	busybox mount -t squashfs -o ro,loop /run/thinsmith/image/rootfs.squashfs "$layers/rootfs" || fail ROOT-MOUNT \
		"$url is not a squashfs that this kernel can mount." \
		"Was the kernel updated without the root? Copy the whole release to the boot server again."
	layers_lower=$layers/rootfs
}

# overlays=a.tar.gz;b.tar.gz: the later above the earlier.
overlays_mount() {
	number=0
	for overlay in $(conf overlays | tr ';,' '  '); do
		number=$((number + 1))
		url=$(fetch_address "$(conf overlayproto http)" "$overlay")
		directory=$layers/overlay$number
		memory_mount "$directory" "size=$(conf writable 50%),mode=0755"
		memory_mount /run/thinsmith/archive "size=$(conf writable 50%),mode=0700"
		fetch "$url" /run/thinsmith/archive/file '' ''
		gunzip -c /run/thinsmith/archive/file | tar -x -f - -C "$directory" || fail OVERLAY \
			"The overlay $overlay is not a tar archive compressed by gzip." \
			"Make it with: tar -czf $overlay -C DIRECTORY ."
		umount /run/thinsmith/archive
		layers_lower=$directory:$layers_lower
	done
}

root_assemble() {
	memory_mount /run/thinsmith/writable "size=$(conf writable 50%),mode=0755"
	mkdir -p /run/thinsmith/writable/upper /run/thinsmith/writable/work
	mount -t overlay -o "lowerdir=$layers_lower,upperdir=/run/thinsmith/writable/upper,workdir=/run/thinsmith/writable/work" \
		thinsmith "$rootmnt" || fail ROOT-OVERLAY \
		"The layers of the root cannot be put together." \
		"The kernel may lack overlayfs: its module belongs into the initrd."
}

home_mount() {
	mkdir -p "$rootmnt/home"
	mount -t tmpfs -o "size=$(conf homesize 512M),mode=0755,nosuid,nodev" home "$rootmnt/home"
	address=$(conf homeurl)
	[ -n "$address" ] || return 0
	url=$(fetch_address "$(conf homeproto http)" "$address")
	# Not in /run itself, which is small.
	memory_mount /run/thinsmith/archive "size=$(conf homesize 512M),mode=0700"
	fetch "$url" /run/thinsmith/archive/home.tar.gz "$(conf homebytes)" "$(conf homesha256)"
	gunzip -c /run/thinsmith/archive/home.tar.gz | tar -x -f - -C "$rootmnt/home" || fail HOME \
		"$url could not be unpacked into the $(conf homesize 512M) of /home." \
		"Give /home more room with homesize=, or make the archive anew."
	umount /run/thinsmith/archive
}
