# shellcheck shell=sh
# What the running system is told besides: most of it below /run, which moves into the root.

# Of no use where the whole system lies in memory and is forgotten: what keeps state for the next boot, looks for
# disks, or opens doors to a virtual machine's host. A unit of the same name in /etc of an image has precedence.
unwanted_units="systemd-networkd-persistent-storage.service systemd-random-seed.service systemd-rfkill.socket
	systemd-rfkill.service systemd-journal-flush.service systemd-pstore.service modprobe@efi_pstore.service
	systemd-hibernate-clear.service systemd-udev-load-credentials.service systemd-boot-random-seed.service
	systemd-network-generator.service dev-hugepages.mount sys-kernel-debug.mount sys-kernel-tracing.mount
	sys-kernel-config.mount sys-fs-fuse-connections.mount proc-sys-fs-binfmt_misc.automount systemd-sysext.socket
	systemd-machine-id-commit.service systemd-firstboot.service"
unwanted_generators="systemd-gpt-auto-generator systemd-cryptsetup-generator systemd-veritysetup-generator
	systemd-integritysetup-generator systemd-hibernate-resume-generator systemd-bless-boot-generator
	systemd-tpm2-generator systemd-ssh-generator systemd-system-update-generator systemd-factory-reset-generator"

hand_over() {
	network_hand_over
	identity_write
	clock_write
	desktop_write
	update_done
	report_write
	prune
	keep_programs
}

# An emulated processor (QEMU's TCG) translates the code in a page of memory, and every write to such a page costs it
# dearly: that the kernel clears the pages of our deleted programs for the next ones held up the boot for as long as all
# the rest of it took. So they stay open, and with it in memory, until thinsmith-booted.service ends this process.
keep_programs() {
	is_emulated || return 0
	# shellcheck disable=SC2046
	busybox tail -s 600 -c 0 -f /bin/busybox \
		$(find / -xdev -type f -links 1 '(' -perm -100 -o -name '*.so.*' ')') </dev/null >/dev/null 2>&1 &
	echo $! >"$thinsmith_run/keeper"
}

# systemd rebuilds caches (ldconfig, catalogues) when /usr is newer than these: that was done when the image was built.
# An overlay may bring libraries of its own.
update_done() {
	[ -z "$(conf overlays)" ] || return 0
	for place in etc var; do
		rm -f "$rootmnt/$place/.updated"
		printf 'TIMESTAMP_NSEC=%s000000000\n' "$(date +%s)" >"$rootmnt/$place/.updated"
	done
}

# For thinsmith-up.service, which tells the boot server that this client is up.
report_write() {
	address=$(report_address)
	[ -z "$address" ] || printf '%s\n%s\n' "$address" "$(client_mac)" >"$thinsmith_run/report-to"
}

# An empty file masks what has its name: systemd.unit(5), systemd.generator(7).
prune() {
	mkdir -p "$systemd_run/system/systemd-udevd.service.d" "$systemd_run/system-generators"
	for name in $unwanted_units; do : >"$systemd_run/system/$name"; done
	# logind may give out a graphics card only if the kernel had drm when it started.
	[ -e "$rootmnt/usr/lib/thinsmith/session" ] || : >"$systemd_run/system/modprobe@drm.service"
	for name in $unwanted_generators; do : >"$systemd_run/system-generators/$name"; done
	# networkd asks for it whether there is wireless hardware or not, and waits; a wireless driver brings it by itself.
	mkdir -p "${systemd_run%/*}/modprobe.d"
	echo 'alias net-pf-16-proto-16-family-nl80211 off' >"${systemd_run%/*}/modprobe.d/thinsmith.conf"
	# The login comes before the last driver, but a desktop waits for that of the screen.
	[ -e "$rootmnt/usr/lib/thinsmith/session" ] ||
		printf '[Service]\nNice=10\n' >"$systemd_run/system/systemd-udevd.service.d/thinsmith.conf"
	# Loads everything to check a configuration that sshd checks again when it starts.
	mkdir -p "$systemd_run/system/ssh.service.d"
	printf '[Service]\nExecStartPre=\n' >"$systemd_run/system/ssh.service.d/00-thinsmith.conf"
	clock_after_boot
}
