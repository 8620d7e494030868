# shellcheck shell=sh
# Brings the keys of a site into the firmware of this machine. Only an enrolment image (thinsmith keys enrol) has the folder below:
# the variables db, KEK and PK as firmware takes them, and their fingerprints for the person in front of the machine.

enrol_files=/thinsmith/enrol
# The GUID of db; PK and KEK have efi_global (UEFI specification 32.4.1).
enrol_database=d719b2cb-3d3a-4596-a3bc-dad00e67656f

# Enrols, and starts the machine again, whatever came of it.
enrol() {
	say "This image brings the keys of a site into the firmware of this machine."
	if ! efi_mount; then
		say "The variables of UEFI firmware cannot be reached, so nothing was changed."
		say "What to do: start this image by UEFI, not by a BIOS or its emulation (CSM)."
		enrol_restart 15
	fi
	if ! enrol_setup_mode; then
		say "The firmware is not in Setup Mode, so it takes no new keys. Nothing was changed."
		say "What to do: if it should have these keys, delete all others in its setup, and start this image again."
		enrol_restart 15
	fi
	say "The firmware is in Setup Mode. In 30 seconds it gets these certificates, by their sha256:"
	while IFS= read -r line; do say "$line"; done <"$enrol_files/fingerprint"
	say "If they are not those of your site, switch the machine off now."
	sleep 30
	# With a PK the firmware leaves Setup Mode, and takes the others only from who has their owner's key.
	enrol_write db "$enrol_database"
	enrol_write KEK "$efi_global"
	enrol_write PK "$efi_global"
	if enrol_setup_mode; then
		say "The firmware took all keys, but is still in Setup Mode, so it may check nothing."
		say "What to do: look for a switch of Secure Boot in its setup, and delete all keys and start this image again."
		enrol_restart 60
	fi
	say "The keys are enrolled. With Secure Boot on, this machine starts only what they have signed."
	enrol_restart 15
}

# Whether the firmware takes keys from anybody: the last byte of this variable.
enrol_setup_mode() {
	[ "$(tail -c 1 "$efi_variables/SetupMode-$efi_global" 2>/dev/null | tr '\000\001' 01)" = 1 ]
}

# enrol_write NAME GUID: non-volatile, for boot services and the running system, authenticated by time.
enrol_write() {
	content=$thinsmith_run/enrol.variable
	{ printf '\047\000\000\000' && cat "$enrol_files/$1.auth"; } >"$content"
	efi_write "$1-$2" "$content" && return
	say "The firmware did not take the variable $1: $efi_problem"
	say "What to do: delete all keys in its setup (PK, KEK and db), and start this image again."
	enrol_restart 60
}

# enrol_restart SECONDS: never returns.
enrol_restart() {
	say "Starting again in $1 seconds."
	sleep "$1"
	reboot -f
	# If the restart fails, the message stays on the screen.
	while :; do sleep 60; done
}
