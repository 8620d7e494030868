# shellcheck shell=sh
# rootmode=memory: all of the root is fetched into memory, and checked, before the system starts.

root_memory() {
	size=${root_bytes:-$(fetch_length "$(conf rootproto http)" "$root_addresses")}
	# An archive needs at least twice its size: packed and unpacked.
	[ -z "$size" ] || memory_check "$((size + 2 * ($(overlays_known_bytes) + $(conf homebytes 0))))"
	# One page more, so that a file that is too long is detected.
	[ -z "$size" ] || size=$((size + 4096))
	memory_mount_resident "$thinsmith_run/image" "size=${size:-80%},mode=0700"
	fetch "$(conf rootproto http)" "$root_addresses" "$thinsmith_run/image/rootfs.squashfs" "$root_bytes" "$root_sha256"
	[ -z "$root_sha256" ] || say "the root is the one that belongs to this kernel: its sha256 is right"
	root_is_squashfs busybox mount -t squashfs -o ro,loop "$thinsmith_run/image/rootfs.squashfs"
}
