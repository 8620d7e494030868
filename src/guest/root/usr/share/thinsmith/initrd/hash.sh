# shellcheck shell=sh
# The sha256 of $fetch_file, taken while the file grows: sha256sum reads it behind curl, which costs no copy through a
# pipe, and is stopped whenever it comes too near to the end. Should it meet the end all the same, the sum is wrong and
# the whole file is read again: no sum is ever believed that is not the file's. That happens where the processor reads
# faster than it is looked at, once a second, and where reading again is as quick.

hash_sum=$thinsmith_run/fetch.sha256
# Distances to the end in bytes. A second's work has to lie between the lower one and the end.
hash_stop=$((8 * 1024 * 1024))
hash_go=$((16 * 1024 * 1024))
hash_process=

# hash_file FILE: OpenSSL would take AVX2's instructions, which an emulated processor is slow at.
hash_file() {
	if is_emulated; then export OPENSSL_ia32cap=:0; fi
	exec sha256sum "$1"
}

# Starts a sha256sum that waits for the file to grow. The one before read a file that is gone.
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

# hash_follow BYTES: lets it read on, or stops it, when the file has so many bytes.
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

# Between two transfers the file does not grow.
hash_hold() {
	[ -z "$hash_process" ] || kill -STOP "$hash_process" 2>/dev/null || :
}

# hash_is SHA256: whether that is the sum of the whole file.
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
