# shellcheck shell=sh
# Memory: known before anything is fetched, so that a client that is too small says so in one sentence.

# memory_kib FIELD of /proc/meminfo
memory_kib() {
	while read -r field kib unit; do
		: "$unit"
		[ "$field" = "$1:" ] && echo "$kib" && return
	done <"${meminfo:-/proc/meminfo}"
}

memory_total_mib() {
	echo $(($(memory_kib MemTotal) / 1024))
}

# What the running system needs besides the image, in KiB: a console system without anything started.
memory_reserve_kib=98304

# memory_check BYTES: refuses an image that cannot fit.
memory_check() {
	need=$(($1 / 1024 + memory_reserve_kib))
	available=$(memory_kib MemAvailable)
	[ "$need" -le "$available" ] || fail MEMORY \
		"The image needs $((need / 1024)) MiB of memory, but this client has $((available / 1024)) MiB free of $(memory_total_mib) MiB." \
		"Add memory, or make the image smaller: fewer packages, more excluded directories."
}

# memory_mount DIRECTORY OPTIONS
memory_mount() {
	mkdir -p "$1"
	mount -t tmpfs -o "$2" thinsmith "$1" || fail MEMORY \
		"The directory $1 could not be made in memory with the options $2." \
		"Is this client's memory used up? Are the sizes right: writable=, homesize=, overlaysize=?"
}

# memory_mount_resident DIRECTORY OPTIONS: one that is never swapped, where the kernel knows that (6.4 and later): what
# is compressed already gains nothing from zram.
memory_mount_resident() {
	mkdir -p "$1"
	mount -t tmpfs -o "$2,noswap" thinsmith "$1" 2>/dev/null || memory_mount "$1" "$2"
}

# archive_mount BYTES SIZE: where an archive is fetched to before it is unpacked. BYTES may be empty, then SIZE is its
# limit.
archive_mount() {
	# One page more, so that a file that is too long shows itself.
	limit=$2
	[ -z "$1" ] || limit=$(($1 + 4096))
	memory_mount_resident "$thinsmith_run/archive" "size=$limit,mode=0700"
}
