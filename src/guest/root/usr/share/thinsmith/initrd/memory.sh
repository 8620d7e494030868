# shellcheck shell=sh
# Memory. It is checked before anything is fetched, so that a client with too little memory stops with a clear message. Swap in
# compressed memory is switched on before anything else fills it.

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

# KiB that the running system needs besides the image: measured for a text console without other programs.
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
		"The memory filesystem $1 cannot be mounted with the options $2." \
		"Does this client have enough memory? Are these sizes right: writable=, homesize=, overlaysize=?"
}

# memory_mount_resident DIRECTORY OPTIONS: the same, but never swapped, if the kernel has that option (6.4 and later). zram
# gains nothing from files that are compressed already.
memory_mount_resident() {
	mkdir -p "$1"
	mount -t tmpfs -o "$2,noswap" thinsmith "$1" 2>/dev/null || memory_mount "$1" "$2"
}

# archive_mount BYTES SIZE: mounts the directory that an archive is fetched to before it is unpacked. If BYTES is empty,
# SIZE is the limit.
archive_mount() {
	# One page more, so that a file that is too long is detected.
	limit=$2
	[ -z "$1" ] || limit=$(($1 + 4096))
	memory_mount_resident "$thinsmith_run/archive" "size=$limit,mode=0700"
}

# See the kernel's Documentation/admin-guide/blockdev/zram.rst.
zram_up() {
	pct=$(conf_number zram_size_pct 50 0 200)
	if [ "$pct" -eq 0 ]; then
		say "no compressed swap (zram_size_pct=0)"
		return 0
	fi
	modprobe zram num_devices=0 2>/dev/null
	if [ ! -r /sys/class/zram-control/hot_add ]; then
		say "no compressed swap: this kernel has no zram"
		return 0
	fi
	processors=$(nproc)
	devices=$(conf_number zram_devices "$processors" 1 64)
	algorithm=$(conf zram_algorithm lz4)
	share=$(($(memory_kib MemTotal) * pct / 100 / devices))
	while [ "$devices" -gt 0 ]; do
		zram_device || say "a zram device of $share KiB cannot be created, so there is less compressed swap"
		devices=$((devices - 1))
	done
}

zram_device() {
	read -r number </sys/class/zram-control/hot_add || return
	echo "$algorithm" 2>/dev/null >"/sys/block/zram$number/comp_algorithm" ||
		say "this kernel has no $algorithm, zram$number uses: $(cat "/sys/block/zram$number/comp_algorithm")"
	echo "${share}K" >"/sys/block/zram$number/disksize" &&
		mkswap "/dev/zram$number" >/dev/null &&
		swapon -p 5 "/dev/zram$number"
}
