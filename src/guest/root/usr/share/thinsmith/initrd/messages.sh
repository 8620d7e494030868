# shellcheck shell=sh
# What the client tells the person in front of it. Every console gets it, not only the last console=.

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

# fail CODE SENTENCE REMEDY: says what went wrong, here and to the boot server, and starts the machine again after 15
# seconds.
fail() {
	# Messages of the kernel would push ours off the screen.
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
	# A machine that cannot restart itself stays here, with its message on the screen.
	while :; do sleep 60; done
}

# The URL that reporturl= means, which may be a path on the boot server; nothing for none.
report_address() { fetch_addresses http "$(conf reporturl)" | sed 1q; }

# fail_report CODE SENTENCE REMEDY FACTS: one small POST. Whatever comes of it is ignored: the person in front of the
# client has the message.
fail_report() {
	address=$(report_address)
	[ -n "$address" ] || return 0
	printf '{"client": %s, "code": %s, "message": %s, "remedy": %s, "facts": %s}\n' "$(json_string "$(client_mac)")" \
		"$(json_string "$1")" "$(json_string "$2")" "$(json_string "$3")" "$(json_string "$4")" |
		curl --silent --globoff --proto '=http,https' --connect-timeout 3 --max-time 5 --output /dev/null \
			--header 'Content-Type: application/json' --data-binary @- "$address" 2>/dev/null
	return 0
}

# json_string TEXT: lines become one, other control characters are dropped.
json_string() {
	printf '"%s"' "$(printf '%s' "$1" | awk 'NR > 1 { printf "; " } { printf "%s", $0 }' | tr -d '\000-\037' | sed 's/[\\"]/\\&/g')"
}

debug_shell() {
	say "initrddebug=y: a shell on the console; the boot goes on when it ends (exit)"
	# An interactive shell reads the file that ENV names.
	ENV=$thinsmith_initrd/debug.sh PS1='thinsmith initrd # ' sh -i </dev/console >/dev/console 2>&1
}
