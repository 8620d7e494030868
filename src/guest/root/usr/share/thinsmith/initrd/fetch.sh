# shellcheck shell=sh
# Fetches a file from one or more servers. Transfers are retried with growing waits and resumed where they broke. A file
# is used only if its size and sha256 are right. transfer.sh has a single transfer.

# fetch_addresses PROTO ADDRESS[|ADDRESS...]: prints one URL per line for URLs and for paths on the boot server. A path is
# left out if no boot server is known.
fetch_addresses() {
	# Addresses contain no white space. Globbing is off only for the split: functions called below need it.
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
		# A port in bootserver= is that of HTTP. A path may follow it.
		case $proto:$server in
		tftp:*/*) server=${server%%[:/]*}/${server#*/} ;;
		tftp:*) server=${server%%:*} ;;
		esac
		echo "$proto://$server/${address#/}"
	done
}

# fetch_length PROTO ADDRESSES: prints the size in bytes that the first server gives, or nothing if no server gives one.
fetch_length() {
	for url in $(fetch_addresses "$1" "$2"); do
		length=$(curl --silent --head --location --globoff --proto '=http,https' --connect-timeout 10 --max-time 20 "$url" |
			tr -d '\r' | sed -n 's/^content-length: *\([0-9]*\)$/\1/Ip' | tail -n 1)
		[ -z "$length" ] || [ "$length" -eq 0 ] || { echo "$length" && return; }
	done
}

# Set by fetch_if_there alone.
fetch_most=

# fetch_if_there PROTO ADDRESSES FILE MOST: fetches a small file that a server need not have, of at most MOST bytes. False, as soon
# as a server has answered, if that is not what it gave: fetch_answer is then missing, or wrong, and fetch_wrong says why.
fetch_if_there() {
	fetch_most=$4
	fetch "$1" "$2" "$3" '' ''
	set -- $?
	fetch_most=
	return "$1"
}

# fetch PROTO ADDRESSES FILE BYTES SHA256: BYTES and SHA256 are empty for files whose size and sum are not known.
fetch() {
	fetch_file=$3 fetch_bytes=$4 fetch_sha256=$5
	fetch_urls=$(fetch_addresses "$1" "$2")
	fetch_retry=${fetch_retry:-$(conf_number retry 300 0 86400)}
	fetch_refused_by='' fetch_refusal='' fetch_url='' fetch_got=0 fetch_answer='' fetch_wrong=''
	fetch_begin=$(uptime_seconds)
	fetch_alive=$fetch_begin
	fetch_best=0
	pause=1
	fetch_empty
	while :; do
		for fetch_url in $fetch_urls; do
			fetch_try && return 0
		done
		[ -z "$fetch_answer" ] || return 1
		[ -n "$fetch_url" ] || fetch_without_url "$2"
		if [ -z "$fetch_urls" ] || [ -n "$fetch_refusal" ]; then
			# Another card may reach the right server. Each card is tried once.
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

# Keeps the first refusal: it is reported even if other cards fail in other ways.
fetch_refuse() {
	refusal_facts=$(fetch_facts)
	fetch_refusal=$transfer_code refusal_problem=$transfer_problem refusal_remedy=$transfer_remedy
}

fetch_fail() {
	# The server has no such file, or another one: whoever fetches it may know better what to do.
	case $fetch_refusal in FETCH-STATUS | FETCH-SIZE | FETCH-TFTP) refusal_remedy=${fetch_remedy:-$refusal_remedy} ;; esac
	[ -z "$fetch_refusal" ] || transfer_is "$fetch_refusal" "$refusal_problem" "$refusal_remedy"
	fail "$transfer_code" "$transfer_problem" "$transfer_remedy"
}

# fetch_without_url ADDRESSES: explains why there is no URL.
fetch_without_url() {
	path=$(echo "$1" | tr -d '| ')
	if [ -z "$path" ]; then
		transfer_is FETCH-ADDRESS "There is no address to fetch ${fetch_file##*/} from." \
			"Correct the boot parameter: rooturl=, homeurl= or overlays=."
	else
		transfer_is NET-SERVER "The address $1 is a path on the boot server, but DHCP named no boot server." \
			"Set next-server on the DHCP server, or the boot parameter bootserver=SERVER, or use a URL: http://SERVER/${1#/}"
	fi
}

# Fetches from $fetch_url as long as the server continues to send. True if the file is complete and right.
fetch_try() {
	say "fetching $fetch_url${fetch_bytes:+, $(fetch_size "$fetch_bytes")}"
	while :; do
		fetch_note_source
		transfer "$fetch_url"
		fetch_got=$(file_bytes "$fetch_file")
		case $transfer_result in
		complete)
			fetch_is_right && return 0
			fetch_note_answer
			fetch_reject
			return 1
			;;
		refused)
			fetch_note_answer
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

# Of a file that a server need not have: it has none, or a wrong one. The latter counts.
fetch_note_answer() {
	[ -n "$fetch_most" ] || return 0
	case $transfer_code in
	FETCH-SIZE | FETCH-MEMORY) fetch_answer=wrong fetch_wrong=$transfer_problem ;;
	*) [ -z "$transfer_missing" ] || fetch_answer=${fetch_answer:-missing} ;;
	esac
}

fetch_note_source() {
	[ "$(file_bytes "$fetch_file")" -gt 0 ] || fetch_source=$fetch_url
	[ "$fetch_source" = "$fetch_url" ] || fetch_source=several
}

# The file is wrong. If its parts came from several servers, it is not known which part is wrong, so no server is dropped.
fetch_reject() {
	if [ "$fetch_source" = several ]; then
		say "$transfer_problem Its parts came from several servers: starting again from the beginning."
	else
		fetch_drop
	fi
	fetch_empty
}

# Removes $fetch_url from the addresses that are tried.
fetch_drop() {
	# That it is missing is nothing to look into.
	[ "$fetch_answer$transfer_missing" = missingy ] || say "$transfer_problem"
	left=
	for url in $fetch_urls; do [ "$url" = "$fetch_url" ] || left="$left $url"; done
	fetch_urls=${left# }
}

fetch_empty() {
	: >"$fetch_file"
	hash_begin
}

# True if size and sha256 are those that the configuration has; otherwise sets the problem.
fetch_is_right() {
	bytes=$(file_bytes "$fetch_file")
	transfer_remedy="The boot server has another file or a damaged one: copy the whole release to it again."
	if [ -n "$fetch_bytes" ] && [ "$bytes" != "$fetch_bytes" ]; then
		transfer_code=FETCH-SIZE
		transfer_problem="$fetch_url has $bytes bytes, but this image's file has $fetch_bytes."
		return 1
	fi
	if [ -n "$fetch_most" ] && [ "$bytes" -gt "$fetch_most" ]; then
		transfer_explain 63 "$fetch_url"
		return 1
	fi
	[ "$fetch_file" != "$thinsmith_run/image/rootfs.squashfs" ] || phase verify
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
	echo "address $fetch_url over $network_interface, tried for $(($(uptime_seconds) - fetch_begin)) s"
	echo "$fetch_got of ${fetch_bytes:-unknown} bytes received$(transfer_facts)"
}

# fetch_size BYTES
fetch_size() {
	if [ "$1" -ge 1000000 ]; then echo "$(($1 / 1000000)) MB"; else echo "$1 bytes"; fi
}

file_bytes() { stat -c %s "$1" 2>/dev/null || echo 0; }
