# shellcheck shell=sh
# Fetching a file that may lie on several servers: retried with growing waits, resumed where it broke, and never taken
# before its size and sha256 are right. What happens in one transfer is in transfer.sh.

# fetch_addresses PROTO ADDRESS[|ADDRESS...]: whole URLs, one a line, from URLs or from paths on the boot server. A path
# has none while no boot server is known.
fetch_addresses() {
	# No address holds a white space. Globbing is off only for the split: what is called below needs it.
	set -f
	# shellcheck disable=SC2046
	set -- "$1" $(echo "$2" | tr '|' ' ')
	set +f
	proto=$1
	shift
	for address in "$@"; do
		case $address in
		'') continue ;;
		*://*) echo "$address" && continue ;;
		esac
		server=$(boot_server)
		[ -n "$server" ] || continue
		# A port in bootserver= is HTTP's. There may be a path behind it.
		case $proto:$server in
		tftp:*/*) server=${server%%[:/]*}/${server#*/} ;;
		tftp:*) server=${server%%:*} ;;
		esac
		echo "$proto://$server/${address#/}"
	done
}

# fetch_length PROTO ADDRESSES: bytes of the file as the servers tell; nothing where none does.
fetch_length() {
	for url in $(fetch_addresses "$1" "$2"); do
		length=$(curl --silent --head --location --globoff --proto '=http,https' --connect-timeout 10 --max-time 20 "$url" |
			tr -d '\r' | sed -n 's/^content-length: *\([0-9]*\)$/\1/Ip' | tail -n 1)
		[ -z "$length" ] || [ "$length" -eq 0 ] || { echo "$length" && return; }
	done
}

# fetch PROTO ADDRESSES FILE BYTES SHA256: BYTES and SHA256 may be empty, for files that the configuration does not
# know.
fetch() {
	fetch_file=$3 fetch_bytes=$4 fetch_sha256=$5
	fetch_urls=$(fetch_addresses "$1" "$2")
	fetch_retry=${fetch_retry:-$(conf_number retry 300 0 86400)}
	fetch_refused_by='' fetch_refusal='' fetch_url='' fetch_got=0
	fetch_begin=$(uptime_seconds)
	fetch_alive=$fetch_begin
	fetch_best=0
	pause=1
	fetch_empty
	while :; do
		for fetch_url in $fetch_urls; do
			fetch_try && return 0
		done
		[ -n "$fetch_url" ] || fetch_without_url "$2"
		if [ -z "$fetch_urls" ] || [ -n "$fetch_refusal" ]; then
			# Another card may lead to the right server. Each has one try.
			case $fetch_refusal in '' | NET-SERVER) [ -n "$fetch_urls" ] || fetch_refuse ;; esac
			fetch_refused_by="$fetch_refused_by $network_interface"
			network_next 10 || fetch_fail
			case " $fetch_refused_by " in *" $network_interface "*) fetch_fail ;; esac
			fetch_urls=$(fetch_addresses "$1" "$2")
			continue
		fi
		[ $(($(uptime_seconds) - fetch_alive)) -lt "$fetch_retry" ] || fetch_fail
		say "$transfer_problem Trying again in $pause s."
		if [ "$fetch_best" -eq 0 ] && network_next 0; then
			fetch_urls=$(fetch_addresses "$1" "$2")
		fi
		sleep "$pause"
		pause=$((pause < 16 ? pause * 2 : 30))
	done
}

# What was refused by way of one card is the reason, whatever comes of the others.
fetch_refuse() {
	refusal_facts=$(fetch_facts)
	fetch_refusal=$transfer_code refusal_problem=$transfer_problem refusal_remedy=$transfer_remedy
}

fetch_fail() {
	[ -z "$fetch_refusal" ] || transfer_is "$fetch_refusal" "$refusal_problem" "$refusal_remedy"
	fail "$transfer_code" "$transfer_problem" "$transfer_remedy"
}

# fetch_without_url ADDRESSES: why there is nothing to fetch from.
fetch_without_url() {
	path=$(echo "$1" | tr -d '| ')
	if [ -z "$path" ]; then
		transfer_is FETCH-ADDRESS "There is no address to fetch ${fetch_file##*/} from." \
			"Mend the boot parameter: rooturl=, homeurl= or overlays=."
	else
		transfer_is NET-SERVER "The address $1 is a path on the boot server, but DHCP named no boot server." \
			"Set next-server on the DHCP server, or give bootserver=SERVER, or a whole address: http://SERVER/${1#/}"
	fi
}

# Fetches from one server as long as it goes on sending. Whether the file is complete and right.
fetch_try() {
	say "fetching $fetch_url${fetch_bytes:+, $(fetch_size "$fetch_bytes")}"
	while :; do
		fetch_note_source
		transfer "$fetch_url"
		fetch_got=$(file_bytes "$fetch_file")
		case $transfer_result in
		complete)
			fetch_is_right && return 0
			fetch_reject
			return 1
			;;
		refused)
			fetch_drop
			return 1
			;;
		unresumable) fetch_empty ;;
		esac
		[ "$fetch_got" -gt "$fetch_best" ] || return 1
		fetch_best=$fetch_got
		fetch_alive=$(uptime_seconds)
		pause=1
		say "$transfer_problem Going on after $fetch_got bytes."
	done
}

fetch_note_source() {
	[ "$(file_bytes "$fetch_file")" -gt 0 ] || fetch_source=$fetch_url
	[ "$fetch_source" = "$fetch_url" ] || fetch_source=several
}

# The file is another one. Where several servers gave a part each it is not known whose: then all keep their chance.
fetch_reject() {
	if [ "$fetch_source" = several ]; then
		say "$transfer_problem Its parts came from several servers: beginning anew."
	else
		fetch_drop
	fi
	fetch_empty
}

# This server has nothing for us.
fetch_drop() {
	say "$transfer_problem"
	left=
	for url in $fetch_urls; do [ "$url" = "$fetch_url" ] || left="$left $url"; done
	fetch_urls=${left# }
}

fetch_empty() {
	: >"$fetch_file"
	hash_begin
}

# Sets the problem where the file is not the one that the configuration knows.
fetch_is_right() {
	bytes=$(file_bytes "$fetch_file")
	transfer_remedy="The boot server has another or a damaged file: copy the whole release to it again."
	if [ -n "$fetch_bytes" ] && [ "$bytes" != "$fetch_bytes" ]; then
		transfer_code=FETCH-SIZE
		transfer_problem="$fetch_url has $bytes bytes, but this image's file has $fetch_bytes."
		return 1
	fi
	if [ -n "$fetch_sha256" ] && ! hash_is "$fetch_sha256"; then
		transfer_code=FETCH-SHA256
		transfer_problem="$fetch_url is not the file that belongs to this kernel and initrd: its sha256 is wrong."
		return 1
	fi
	say "fetched $bytes bytes in $(($(uptime_seconds) - fetch_begin)) s"
}

fetch_facts() {
	[ -n "${fetch_url:-}" ] || return 0
	if [ -n "$fetch_refusal" ]; then
		[ -z "$refusal_facts" ] || echo "$refusal_facts"
		return 0
	fi
	echo "address $fetch_url, tried for $(($(uptime_seconds) - fetch_begin)) s"
	echo "$fetch_got of ${fetch_bytes:-unknown} bytes received$(transfer_facts)"
}

# fetch_size BYTES
fetch_size() {
	if [ "$1" -ge 1000000 ]; then echo "$(($1 / 1000000)) MB"; else echo "$1 bytes"; fi
}

file_bytes() { stat -c %s "$1" 2>/dev/null || echo 0; }
