# shellcheck shell=sh
# What UEFI firmware and QEMU tell a client whose command line is fixed (thinsmith.efi). None of it is trusted: it decides from
# which card the client asks first, where it looks for its files, and in QEMU where it prints its report.

efi_variables=/sys/firmware/efi/efivars
# EFI_GLOBAL_VARIABLE (UEFI specification 3.3).
efi_global=8be4df61-93ca-11d2-aa0d-00e098032b8c
fw_cfg=/sys/firmware/qemu_fw_cfg/by_name/opt/org.thinsmith

# Makes the firmware's variables readable. False where the machine was not started by UEFI firmware.
efi_mount() {
	[ -d "$efi_variables" ] || return 1
	grep -q "^[^ ]* $efi_variables efivarfs " /proc/mounts && return
	modprobe efivarfs 2>/dev/null
	mount -t efivarfs -o nosuid,nodev,noexec efivarfs "$efi_variables" 2>/dev/null
}

# efi_bytes NAME: a boot variable without its attributes, as hexadecimal bytes with spaces.
# efivarfs knows no seeking, so the attributes are read, too.
efi_bytes() { tail -c +5 "$efi_variables/$1-$efi_global" 2>/dev/null | busybox hexdump -v -e '1/1 "%02x "'; }

# Prints the address of the card that the firmware booted from, as BOOTIF= has it: BootCurrent names the boot entry, whose
# device path has a node of the card (UEFI specification 10.3.4.11: 03 0b 25 00, then the address).
efi_bootif() {
	# shellcheck disable=SC2046
	set -- $(efi_bytes BootCurrent | tr a-f A-F)
	[ $# -eq 2 ] || return 0
	efi_bytes "Boot$2$1" |
		sed -n 's/^.*03 0b 25 00 \(\([0-9a-f][0-9a-f] \)\{6\}\).*$/01-\1/p' | sed 's/ $//' | tr ' ' -
}

# qemu_hint NAME CHARACTERS: what QEMU was told to pass to the client (-fw_cfg name=opt/org.thinsmith/NAME), if it has no other
# characters than these.
qemu_hint() {
	hint=$(cat "$fw_cfg/$1/raw" 2>/dev/null)
	case $hint in *[!$2]*) ;; *) printf '%s' "$hint" ;; esac
}

# Takes the card that the firmware tells, unless a loader has named it, and what QEMU tells, which counts for more than a loader.
efi_take() {
	if [ -z "${BOOTIF:-}" ] && efi_mount; then
		BOOTIF=$(efi_bootif)
		[ -z "$BOOTIF" ] || say "the firmware booted from $(echo "${BOOTIF#01-}" | tr - :)"
	fi
	[ "$(cat /sys/class/dmi/id/sys_vendor 2>/dev/null)" = QEMU ] || return 0
	modprobe qemu_fw_cfg 2>/dev/null
	hint=$(qemu_hint bootserver 'A-Za-z0-9.:/_+~@-')
	[ -z "$hint" ] || { echo "bootserver=$hint" >>"$config_words" && config_write; }
	hint=$(qemu_hint report 'A-Za-z0-9')
	case $hint in tty?*) echo "$hint" >"$thinsmith_run/report-terminal" ;; esac
	return 0
}
