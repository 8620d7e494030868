# shellcheck shell=sh
# What UEFI firmware and QEMU tell a client whose command line is fixed (thinsmith.efi), and variables of the firmware. What they
# tell is not trusted: it decides from which card the client asks first, where it looks for its files, and in QEMU where it
# prints its report.

efi_variables=/sys/firmware/efi/efivars
# EFI_GLOBAL_VARIABLE (UEFI specification 3.3).
efi_global=8be4df61-93ca-11d2-aa0d-00e098032b8c
# Of variables that only clients of thinsmith have.
efi_own=271a1874-a646-4efd-a74f-c1b4eff82272
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

# efi_write NAME-GUID FILE: writes a variable: four bytes of attributes, then its content. The kernel takes it in one write
# (Documentation/filesystems/efivarfs.rst). Where that fails, efi_problem says why.
efi_write() {
	variable=$efi_variables/$1
	# One that exists is protected until this flag is gone.
	[ ! -e "$variable" ] || command chattr -i "$variable" 2>/dev/null
	busybox dd if="$2" of="$variable" bs="$(stat -c %s "$2")" count=1 conv=notrunc 2>"$thinsmith_run/efi.log" && return
	efi_problem=$(sed -n '/^dd: /{ s///p; q; }' "$thinsmith_run/efi.log")
	return 1
}

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

# The rollback index of a locked image (boot.rollbackIndex), which its signature covers. The firmware keeps the highest one that
# this machine has started. An image with a lower one was signed, but has a hole that was mended since: it does not start.

rollback_variable=ThinsmithRollbackIndex-$efi_own

# Whether this image has an index that counts, and the firmware can keep one.
rollback_counts() { [ "$(conf_built locked)" = y ] && efi_mount; }

rollback_index() { conf_built rollbackindex | grep . || echo 0; }

# Prints the highest index that this machine has started, as far as the firmware knows one.
rollback_seen() {
	seen=$(tail -c +5 "$efi_variables/$rollback_variable" 2>/dev/null | tr -d '\000')
	case $seen in
	'' | *[!0-9]* | ??????????*) echo 0 ;;
	*) echo "$seen" ;;
	esac
}

# Stops a client whose image is older than one that it has started.
rollback_refuse() {
	rollback_counts || {
		[ "$(conf_built locked)" != y ] || [ ! -d "${efi_variables%/*}" ] ||
			say "the firmware's variables cannot be read, so this client does not know whether it has started a newer image"
		return 0
	}
	[ "$(rollback_index)" -ge "$(rollback_seen)" ] || fail ROLLBACK \
		"This image has the rollback index $(rollback_index), and this client has started one with $(rollback_seen): this one has a hole that was mended since." \
		"Give it a newer release. To use this one all the same, reset the index on the client while it runs a newer release: docs/SECURITY.md."
}

# Lets the firmware keep the index of an image whose root is in memory. Flash memory wears out, so it writes only what rises.
rollback_raise() {
	rollback_counts || return 0
	[ "$(rollback_index)" -gt "$(rollback_seen)" ] || return 0
	content=$thinsmith_run/rollback.variable
	# Non-volatile, for boot services and the running system.
	{ printf '\007\000\000\000' && rollback_index | tr -d '\n'; } >"$content"
	if efi_write "$rollback_variable" "$content"; then
		say "the firmware keeps the rollback index $(rollback_index): older images do not start any more"
	else
		say "the firmware did not take the rollback index $(rollback_index), so older images start, too: $efi_problem"
	fi
}
