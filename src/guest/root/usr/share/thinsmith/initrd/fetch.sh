# shellcheck shell=sh
# Fetching: retried with growing waits, resumed where it broke, its checksum taken from the stream as it passes.

fetch_url=
fetch_status=/run/thinsmith/fetch.status
fetch_sum=/run/thinsmith/fetch.sha256

fetch_facts() {
	[ -n "$fetch_url" ] && echo "Address: $fetch_url. $(tr '\n' ' ' 2>/dev/null <"$fetch_status")"
}

# fetch_address PROTO ADDRESS: a whole URL from a URL or from a path on the boot server.
fetch_address() {
	case $2 in
	*://*) echo "$2" ;;
	*)
		[ -n "${lease_server:-}" ] || fail NET-SERVER \
			"The address $2 is a path on the boot server, but DHCP named no boot server." \
			"Set next-server on the DHCP server, or give a whole address, such as rooturl=http://192.0.2.1/$2"
		echo "$1://$lease_server/${2#/}"
		;;
	esac
}

# fetch_stream URL [BYTES]: the whole file on standard output, however often the connection breaks. Bytes that were
# written are never written again, so that whoever reads the stream can take its checksum.
fetch_stream() {
	got=0
	wait=1
	deadline=$(($(uptime_seconds) + $(conf_number retry 300 0 86400)))
	while :; do
		curl --silent --show-error --fail --location --proto '=http,https,tftp' --globoff \
			--connect-timeout 10 --speed-limit 1000 --speed-time 20 \
			--continue-at "$got" \
			--write-out '%{stderr}received %{size_download}, HTTP status %{http_code}\n' \
			"$1" 2>"$fetch_status"
		result=$?
		[ "$result" -eq 0 ] && return 0
		received=$(sed -n 's/^received \([0-9]*\).*/\1/p' "$fetch_status")
		got=$((got + ${received:-0}))
		# The connection broke when all was there.
		[ "$got" = "${2:-}" ] && return 0
		# A server that answers "no" will not answer otherwise by being asked again: 22 is an HTTP status of
		# 400 and more, 69 and 68 are TFTP's.
		# 33: it cannot send the rest of a file only.
		case $result in 22 | 33 | 68 | 69) fetch_server_is_busy || return "$result" ;; esac
		[ "$(uptime_seconds)" -ge "$deadline" ] && return "$result"
		[ "${received:-0}" -gt 0 ] && wait=1
		say "the transfer broke after $got bytes ($(head -n 1 "$fetch_status")), going on in $wait s"
		sleep "$wait"
		wait=$((wait < 16 ? wait * 2 : 30))
	done
}

# 408, 425, 429 and 5xx may pass.
fetch_server_is_busy() {
	grep -q 'HTTP status \(408\|425\|429\|5[0-9][0-9]\)' "$fetch_status"
}

uptime_seconds() {
	cut -d. -f1 /proc/uptime
}

# fetch URL FILE BYTES SHA256: BYTES and SHA256 may be empty, for files that the configuration does not know.
fetch() {
	fetch_url=$1
	say "fetching $1${3:+, $(($3 / 1000000)) MB}"
	begin=$(uptime_seconds)
	rm -f /run/thinsmith/fetch.result
	{
		fetch_stream "$1" "$3"
		echo $? >/run/thinsmith/fetch.result
	} | tee "$2" | sha256sum >"$fetch_sum"
	result=$(cat /run/thinsmith/fetch.result 2>/dev/null || echo 1)
	[ "$result" -eq 0 ] || fail FETCH \
		"$1 could not be fetched: $(sed 's/^curl: //;q' "$fetch_status")" \
		"Is the boot server running, and does it have this file? Try the address in a browser."
	fetch_verify "$@"
	seconds=$(($(uptime_seconds) - begin))
	say "fetched $(stat -c %s "$2") bytes in $seconds s"
}

fetch_verify() {
	bytes=$(stat -c %s "$2")
	[ -z "$3" ] || [ "$bytes" = "$3" ] || fail FETCH-SIZE \
		"$1 has $bytes bytes, but this image's file has $3." \
		"The boot server has another or a truncated file: copy the whole release to it again."
	[ -n "$4" ] || return 0
	read -r sum rest <"$fetch_sum"
	: "$rest"
	[ "$sum" = "$4" ] || fail FETCH-SHA256 \
		"$1 is not the file that belongs to this kernel and initrd: its sha256 is wrong." \
		"The boot server has another or a damaged file: copy the whole release to it again."
	say "sha256 is right"
}
