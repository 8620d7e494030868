# shellcheck shell=sh
# Compressed swap in memory, switched on before anything else fills the memory: see the kernel's
# Documentation/admin-guide/blockdev/zram.rst.

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
