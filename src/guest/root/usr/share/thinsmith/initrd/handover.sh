# shellcheck shell=sh
# Configuration of the running system. Most of it is written below /run, which moves into the root.

# Units and generators of no use on a client whose system is in memory and lost at power-off: those that keep state for
# the next boot, search for disks, or give the host of a virtual machine access. A unit of the same name in /etc of the
# image takes precedence.
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
	stream_hand_over
	prune
	keep_programs
}

# An emulated processor (QEMU's TCG) translates the code in a page of memory, and writes to such a page are very slow.
# When the kernel reuses the pages of the initrd's deleted programs, the boot takes twice as long. This process keeps the
# programs open, and so in memory, until thinsmith-booted.service ends it.
keep_programs() {
	is_emulated || return 0
	# shellcheck disable=SC2046
	busybox tail -s 600 -c 0 -f /bin/busybox \
		$(find / -xdev -type f -links 1 '(' -perm -100 -o -name '*.so.*' ')') </dev/null >/dev/null 2>&1 &
	echo $! >"$thinsmith_run/keeper"
}

# systemd rebuilds caches (ldconfig, catalogues) if /usr is newer than these files. The build has done that already, but
# not for libraries in an overlay.
update_done() {
	[ -z "$(conf overlays)" ] || return 0
	for place in etc var; do
		rm -f "$rootmnt/$place/.updated"
		printf 'TIMESTAMP_NSEC=%s000000000\n' "$(date +%s)" >"$rootmnt/$place/.updated"
	done
}

# Writes the address for thinsmith-up.service, which tells the boot server that this client is up.
report_write() {
	address=$(report_address)
	[ -z "$address" ] || printf '%s\n%s\n' "$address" "$(client_mac)" >"$thinsmith_run/report-to"
}

# An empty file masks the unit or generator of that name: systemd.unit(5), systemd.generator(7).
prune() {
	mkdir -p "$systemd_run/system/systemd-udevd.service.d" "$systemd_run/system-generators"
	for name in $unwanted_units; do : >"$systemd_run/system/$name"; done
	# A desktop needs drm before logind starts: otherwise logind does not hand out the graphics card.
	[ -e "$rootmnt/usr/lib/thinsmith/session" ] || : >"$systemd_run/system/modprobe@drm.service"
	for name in $unwanted_generators; do : >"$systemd_run/system-generators/$name"; done
	# networkd loads nl80211 even without wireless hardware, and waits for it. A wireless driver loads it by itself.
	mkdir -p "${systemd_run%/*}/modprobe.d"
	echo 'alias net-pf-16-proto-16-family-nl80211 off' >"${systemd_run%/*}/modprobe.d/thinsmith.conf"
	# Drivers have a lower priority than the login, but not if a desktop waits for the graphics driver.
	[ -e "$rootmnt/usr/lib/thinsmith/session" ] ||
		printf '[Service]\nNice=10\n' >"$systemd_run/system/systemd-udevd.service.d/thinsmith.conf"
	# ExecStartPre= checks the configuration, which sshd does again when it starts.
	mkdir -p "$systemd_run/system/ssh.service.d"
	printf '[Service]\nExecStartPre=\n' >"$systemd_run/system/ssh.service.d/00-thinsmith.conf"
	clock_after_boot
}
