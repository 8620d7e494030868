# shellcheck shell=sh
# Computes the sha256 of $fetch_file during the transfer. sha256sum reads the file while curl writes it, without a pipe
# and its copies, and is stopped (SIGSTOP) when it comes near to the end of the file. If it reaches the end nevertheless,
# the sum is wrong and the whole file is read again, so a wrong sum is never accepted. That happens only on fast
# processors, since the position is checked once a second, and there reading again is fast as well.

hash_sum=$thinsmith_run/fetch.sha256
# Distances to the end of the file in bytes. hash_stop has to be more than what is read in one second.
hash_stop=$((8 * 1024 * 1024))
hash_go=$((16 * 1024 * 1024))
hash_process=

# hash_file FILE: on an emulated processor, OpenSSL must not use AVX2, which is slow there.
hash_file() {
	if is_emulated; then export OPENSSL_ia32cap=:0; fi
	exec sha256sum "$1"
}

# Starts a sha256sum that waits for the file to grow, and ends the one for the previous contents.
hash_begin() {
	[ -z "$hash_process" ] || { kill -KILL "$hash_process" && wait "$hash_process"; } 2>/dev/null
	hash_process=
	[ -n "$fetch_sha256" ] && [ "${fetch_bytes:-0}" -gt "$hash_go" ] || return 0
	{
		until [ "$(file_bytes "$fetch_file")" -gt "$hash_go" ]; do sleep 0.2; done
		hash_file "$fetch_file"
	} >"$hash_sum" 2>/dev/null &
	hash_process=$!
}

# hash_follow BYTES: continues or stops sha256sum. BYTES is the size of the file.
hash_follow() {
	[ -n "$hash_process" ] || return 0
	position=0
	while read -r key value; do
		[ "$key" != pos: ] || position=$value
	done 2>/dev/null <"/proc/$hash_process/fdinfo/3"
	if [ $(($1 - position)) -lt "$hash_stop" ]; then
		kill -STOP "$hash_process" 2>/dev/null
	elif [ $(($1 - position)) -gt "$hash_go" ]; then
		kill -CONT "$hash_process" 2>/dev/null
	fi
}

# Stops sha256sum between two transfers, when the file does not grow.
hash_hold() {
	[ -z "$hash_process" ] || kill -STOP "$hash_process" 2>/dev/null || :
}

# hash_is SHA256: true if that is the sum of the whole file.
hash_is() {
	if [ -n "$hash_process" ]; then
		kill -CONT "$hash_process" 2>/dev/null
		wait "$hash_process"
		hash_process=
		read -r sum rest <"$hash_sum"
		: "$rest"
		[ "$sum" != "$1" ] || return 0
	fi
	sum=$(hash_file "$fetch_file")
	[ "${sum%% *}" = "$1" ]
}
