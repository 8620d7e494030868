# shellcheck shell=sh
# One transfer by curl into $fetch_file, from the end of the file on. Sets
#   transfer_result   complete, broken (try again), refused (do not try again), unresumable (start from the beginning)
#   transfer_code, transfer_problem, transfer_remedy   unless it is complete
#   transfer_missing  y if the server says that it has no such file, maybe if it does not say whether it has one
# The exit codes are those of curl(1).

transfer_log=$thinsmith_run/transfer.log

# Adds the certificate authorities of the site (boot.caFile) to those of the distribution.
transfer_trust() {
	[ ! -r /thinsmith/ca.pem ] || cat /thinsmith/ca.pem >>/etc/ssl/certs/ca-certificates.crt
}

transfer() {
	at=$(file_bytes "$fetch_file")
	case ${fetch_most:+small:}$1 in
	small:* | tftp:*)
		# TFTP cannot resume, and what is small need not.
		[ "$at" -eq 0 ] || fetch_empty
		at=0
		;;
	esac
	if [ -n "$fetch_bytes" ] && [ "$at" -ge "$fetch_bytes" ]; then
		# The connection broke after the last byte.
		transfer_result=complete
		return
	fi
	most=$fetch_most
	[ -z "$fetch_bytes" ] || most=$((fetch_bytes - at))
	transfer_watch &
	watch=$!
	# shellcheck disable=SC2046
	curl --silent --show-error --fail --location --globoff --proto '=http,https,tftp' --proto-redir '=http,https' \
		--connect-timeout 10 --speed-limit 1000 --speed-time 20 --tftp-blksize 1428 \
		$([ "$at" -eq 0 ] || echo --continue-at "$at") \
		$([ -z "$most" ] || echo --max-filesize "$most") \
		--write-out '%{stderr}%{http_code} %{remote_ip}\n' --output "$fetch_file" "$1" 2>"$transfer_log"
	transfer_explain $? "$1"
	{ kill "$watch" && wait "$watch"; } 2>/dev/null
	[ "$transfer_result" = complete ] || hash_hold
	return 0
}

# transfer_explain STATUS URL
transfer_explain() {
	said=$(sed -n 's/^curl: ([0-9]*) //p;q' "$transfer_log")
	http=$(sed -n 's/^\([0-9][0-9][0-9]\) .*/\1/p' "$transfer_log")
	host=${2#*://}
	host=${host%%/*}
	transfer_result=broken transfer_missing=
	transfer_remedy="Is the boot server running, and does it have this file? Try the address in a browser."
	case $1 in
	0) transfer_result=complete ;;
	1 | 3 | 47)
		transfer_refused FETCH-ADDRESS "$2 cannot be fetched: $said." \
			"Correct the address (rooturl=, homeurl=, overlays=), or the redirection on the server."
		;;
	6)
		transfer_is FETCH-NAME "The name $host is not known: $said." \
			"Is the name correct? Is the DNS server running that DHCP names? An IP address needs no DNS."
		;;
	7)
		transfer_is FETCH-CONNECT "The server $host does not take connections." \
			"Is the server running? Is the port correct, and open in the firewall?"
		;;
	22) transfer_explain_http "$2" ;;
	23)
		if [ -n "${fetch_bytes:-$fetch_most}" ]; then
			transfer_explain 63 "$2"
		else
			transfer_refused FETCH-MEMORY "$2 does not fit into the memory that this client has for it." \
				"Add memory, give the file more room (homesize=, overlaysize=), or make it smaller."
		fi
		;;
	28)
		transfer_is FETCH-SILENT "The server $host does not answer, or has stopped sending." \
			"Is the server running, or overloaded? Is a firewall, a cable or a switch on the way at fault?"
		;;
	33 | 36)
		transfer_is FETCH-RESUME "The server $host cannot resume a broken transfer, so it starts again from the beginning." \
			"Use a server that supports range requests, such as nginx, or find out why connections break."
		transfer_result=unresumable
		;;
	60 | 77) transfer_explain_certificate "$2" ;;
	63)
		bound="this image's file, which has $fetch_bytes bytes"
		[ -z "$fetch_most" ] || bound="the $fetch_most bytes that it may have"
		transfer_refused FETCH-SIZE "$2 is larger than $bound." \
			"The boot server has another file: copy the whole release to it again."
		;;
	68 | 69)
		[ "$1" -eq 69 ] || transfer_missing=y
		transfer_refused FETCH-TFTP "The TFTP server $host does not give out $2: $said." \
			"Is the file in the directory of the server, and may everyone read it?"
		;;
	*) transfer_is FETCH "$2 cannot be fetched: ${said:-curl ended with status $1}." "$transfer_remedy" ;;
	esac
}

transfer_is() { transfer_code=$1 transfer_problem=$2 transfer_remedy=$3; }
transfer_refused() {
	transfer_is "$@"
	transfer_result=refused
}

transfer_explain_http() {
	transfer_is FETCH-STATUS "The server $host answers HTTP status $http for $1." "$transfer_remedy"
	case $http in
	# These are tried again.
	408 | 425 | 429 | 5??) ;;
	# The file on the server is shorter than what was received already.
	416) transfer_result=unresumable ;;
	404 | 410)
		transfer_missing=y
		transfer_refused FETCH-STATUS "The server $host has no such file: HTTP status $http for $1." \
			"Copy the release to the server's directory, or correct the address (rooturl=, homeurl=, overlays=)."
		;;
	401 | 403)
		# An object store answers 403 for a file that it does not have, if it does not list its files.
		[ "$http" = 401 ] || transfer_missing=maybe
		transfer_refused FETCH-STATUS "The server $host does not give out the file: HTTP status $http for $1." \
			"Make the file readable for the web server."
		;;
	*) transfer_result=refused ;;
	esac
}

transfer_explain_certificate() {
	clock="This client's clock says $(date -u '+%Y-%m-%d %H:%M') UTC."
	transfer_refused FETCH-CERTIFICATE "The certificate of $host is not accepted: $said. $clock" \
		"Is the certificate for this name, and from an authority that the image trusts (boot.caFile)?"
	case $said in
	*expired* | *'not yet valid'*)
		transfer_remedy="If the clock is wrong, set it in the client's firmware setup or replace its battery; else renew the certificate."
		;;
	esac
}

transfer_facts() {
	# 000 means that there was no answer.
	sed -n '/^000/d; s/^\([0-9][0-9][0-9]\) \(.*\)/, HTTP status \1, from \2/p' "$transfer_log" 2>/dev/null
}

# Runs in the background while curl runs: prints the progress, and lets the checksum follow.
transfer_watch() {
	told=$at
	told_at=$(uptime_seconds)
	step=$((${fetch_bytes:-0} / 10))
	while sleep 1; do
		bytes=$(file_bytes "$fetch_file")
		hash_follow "$bytes"
		seconds=$(($(uptime_seconds) - told_at))
		if [ "$seconds" -ge 10 ] || { [ "$step" -gt 1000000 ] && [ $((bytes / step)) -gt $((told / step)) ]; }; then
			transfer_progress "$bytes" $((bytes - told)) "$seconds"
			told=$bytes
			told_at=$((told_at + seconds))
		fi
	done
}

# transfer_progress BYTES NEW SECONDS
transfer_progress() {
	tenths=$(($2 / 100000 / ($3 > 0 ? $3 : 1)))
	rate="$((tenths / 10)).$((tenths % 10)) MB/s"
	if [ -n "$fetch_bytes" ]; then
		say "$(($1 * 100 / fetch_bytes)) % of $(fetch_size "$fetch_bytes"), $rate"
	else
		say "$(($1 / 1000000)) MB, $rate"
	fi
}
