# shellcheck shell=sh
# What the client tells the person in front of it. Every console gets it, not only the last console=.

consoles() {
	cat /sys/class/tty/console/active 2>/dev/null || echo console
}

# say SENTENCE...
say() {
	printf 'thinsmith: %s\n' "$*" >>/run/thinsmith/log
	for console in $(consoles); do
		printf 'thinsmith: %s\n' "$*" 2>/dev/null >"/dev/$console"
	done
	return 0
}

# fail CODE SENTENCE REMEDY: says what went wrong and starts the machine again after 15 seconds.
fail() {
	say ""
	say "THIS CLIENT CANNOT START ($1)"
	say "$2"
	say "What to do: $3"
	for fact in "$(network_facts)" "$(fetch_facts)"; do
		[ -n "$fact" ] && say "$fact"
	done
	say "Starting again in 15 seconds."
	sleep 15
	reboot -f
	# A machine that cannot restart itself stays here, with its message on the screen.
	while :; do sleep 60; done
}

debug_shell() {
	say "initrddebug=y: a shell before anything is fetched; the boot goes on when it ends (exit)"
	PS1='thinsmith initrd # ' sh -i </dev/console >/dev/console 2>&1
}
