# shellcheck shell=sh
# The screen, and messages for the person in front of the client. They are printed on every console, not only on the last
# console=.

# say SENTENCE...
say() {
	printf 'thinsmith: %s\n' "$*" >>"$thinsmith_run/log"
	consoles=console
	read -r consoles </sys/class/tty/console/active
	for console in $consoles; do
		printf 'thinsmith: %s\n' "$*" 2>/dev/null >"/dev/$console"
	done
	return 0
}

# phase NAME: notes that this part of the boot begins now. /usr/lib/thinsmith/report reads the times.
phase() {
	read -r now rest </proc/uptime
	: "$rest"
	echo "$1 $now" >>"$thinsmith_run/phases"
}

# fail CODE SENTENCE REMEDY: prints what failed, reports it to the boot server, and restarts the client after 15 seconds.
fail() {
	# Keeps messages of the kernel from scrolling this one off the screen.
	echo 1 >/proc/sys/kernel/printk
	say ""
	say "THIS CLIENT CANNOT START ($1)"
	say "$2"
	say "What to do: $3"
	facts=$(network_facts; fetch_facts)
	echo "$facts" | while IFS= read -r fact; do say "  $fact"; done
	fail_report "$1" "$2" "$3" "$facts"
	[ "$(conf initrddebug)" != y ] || debug_shell
	say "Starting again in 15 seconds."
	sleep 15
	reboot -f
	# If the restart fails, the message stays on the screen.
	while :; do sleep 60; done
}

# Prints the URL for reporturl=, which may be a path on the boot server; nothing if there is none.
report_address() { fetch_addresses http "$(conf reporturl)" | sed 1q; }

# fail_report CODE SENTENCE REMEDY FACTS: sends one small POST. Its result is ignored: the message is on the screen.
fail_report() {
	address=$(report_address)
	[ -n "$address" ] || return 0
	printf '{"client": %s, "code": %s, "message": %s, "remedy": %s, "facts": %s}\n' "$(json_string "$(client_mac)")" \
		"$(json_string "$1")" "$(json_string "$2")" "$(json_string "$3")" "$(json_string "$4")" |
		curl --silent --globoff --proto '=http,https' --connect-timeout 3 --max-time 5 --output /dev/null \
			--header 'Content-Type: application/json' --data-binary @- "$address" 2>/dev/null
	return 0
}

# json_string TEXT: a JSON string. Lines are joined by "; ", other control characters are dropped.
json_string() {
	printf '"%s"' "$(printf '%s' "$1" | awk 'NR > 1 { printf "; " } { printf "%s", $0 }' | tr -d '\000-\037' | sed 's/[\\"]/\\&/g')"
}

debug_shell() {
	say "initrddebug=y: this is a shell on the console; exit continues the boot"
	# An interactive shell reads the file that ENV names.
	ENV=$thinsmith_initrd/debug.sh PS1='thinsmith initrd # ' sh -i </dev/console >/dev/console 2>&1
}

# uvesafb=mode_option=1280x800-32;scroll=ywrap: a framebuffer for graphics cards without their own driver, for kernels that
# still have uvesafb. Newer kernels use simpledrm, which keeps the firmware's mode and has no options.
framebuffer_up() {
	options=$(conf uvesafb | tr ';%' '  ')
	[ -n "$options" ] || return 0
	case $options in *[!A-Za-z0-9_=:,.\ -]*) say "uvesafb=$options has characters that are not allowed, so it is ignored" && return 0 ;; esac
	# Without its helper v86d, the module prints kernel errors on the screen and provides no framebuffer.
	if [ ! -x /sbin/v86d ] && modprobe -n uvesafb 2>/dev/null; then
		say "uvesafb= has no effect: the image has no v86d, which it needs; simpledrm keeps the firmware's screen mode"
		return 0
	fi
	# shellcheck disable=SC2086
	modprobe uvesafb $options 2>/dev/null ||
		say "uvesafb= has no effect: this kernel has no uvesafb; simpledrm keeps the firmware's screen mode"
}
