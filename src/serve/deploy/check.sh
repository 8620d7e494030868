#!/bin/sh
# Checks this folder on the server that it was copied to. Made by thinsmith; changes nothing.
# Exit status 0: nothing is wrong.
set -u
cd "$(dirname "$0")" || exit 1
here=$(pwd -P)
root='' address='' port=80 interface='' server=dnsmasq names='' release=''
# shellcheck disable=SC1091
. ./deployment.conf

problems=0
# problem WHAT REMEDY
problem() {
	problems=$((problems + 1))
	echo "! $1"
	echo "  What to do: $2"
}
has() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]; }

# Files, their checksums and access rights.
check_files() {
	sha256sum --quiet -c sums 2>/dev/null | sed 's/: FAILED.*//' >"$scratch/damaged"
	while IFS= read -r file; do
		problem "The file $file is missing or not the one that was deployed." "Copy the whole folder here again."
	done <"$scratch/damaged"
	find http tftp ! -perm -004 -print -o -type d ! -perm -005 -print >"$scratch/hidden"
	while IFS= read -r file; do
		problem "Not every user may read $file, so the servers cannot." "chmod -R a+rX '$here'"
	done <"$scratch/hidden"
	directory=$here
	while [ "$directory" != / ]; do
		[ -n "$(find "$directory" -prune -perm -001)" ] ||
			problem "Not every user may enter $directory, so the servers cannot." "chmod a+x '$directory'"
		directory=$(dirname "$directory")
	done
	[ "$here" = "$root" ] || problem "This folder is $here, but its configuration says $root." \
		"Move it to $root, or make the folder again: thinsmith deploy --root $here"
}

has_address=y
check_address() {
	has ip || return 0
	ip -4 -o address show 2>/dev/null | grep -q " $address/" || {
		has_address=
		problem "This machine does not have the address $address, which clients use." \
			"Run this on the server, or make the folder again: thinsmith deploy --address ADDRESS/PREFIX"
	}
	[ -z "$interface" ] || ip link show dev "$interface" >/dev/null 2>&1 ||
		problem "This machine has no network interface $interface." \
			"Make the folder again: thinsmith deploy --interface NAME"
}

# check_program PROGRAM PACKAGE: whether it is installed.
check_program() {
	has "$1" && return 0
	problem "$1 is not installed." "On Debian and Ubuntu: apt-get install $2"
	return 1
}

# check_syntax FILE COMMAND...
check_syntax() {
	file=$1
	shift
	PATH=$PATH:/usr/sbin:/sbin "$@" >"$scratch/output" 2>&1 ||
		problem "$1 rejects $file: $(grep -v '^$' "$scratch/output" | head -n 1)" "Make the folder again with thinsmith deploy."
}

check_configuration() {
	case $server in
	dnsmasq) check_program dnsmasq dnsmasq && check_syntax dnsmasq.conf dnsmasq --test --conf-file=dnsmasq.conf ;;
	*)
		check_program dhcpd isc-dhcp-server && check_syntax dhcpd.conf dhcpd -t -cf "$here/dhcpd.conf"
		check_program in.tftpd tftpd-hpa
		;;
	esac
	check_program nginx nginx-light || return 0
	# nginx -t also opens the address, and reports an error of its configuration if this machine does not have it.
	[ "$(id -u)" = 0 ] && [ -n "$has_address" ] || return 0
	printf 'pid %s; events {} http { access_log off; include %s; }\n' "$scratch/pid" "$here/nginx.conf" >"$scratch/nginx.conf"
	check_syntax nginx.conf nginx -t -q -c "$scratch/nginx.conf"
}

check_names() {
	for name in $names; do
		getent hosts "$name" >/dev/null 2>&1 ||
			problem "The name $name, which clients use, cannot be resolved on this machine." \
				"Add it to your DNS, or use an address in the settings."
	done
}

base=http://$address
[ "$port" = 80 ] || base=$base:$port

# Every file over HTTP: it is served, with its length.
check_http() {
	has curl || {
		problem "curl is not installed, so what the servers send is not checked." "On Debian and Ubuntu: apt-get install curl"
		return
	}
	curl --silent --fail --max-time 10 --output "$scratch/first" "$base/boot.ipxe" || {
		problem "No server answers at $base/boot.ipxe, or it has no such file." \
			"Is nginx running, and does it read nginx.conf of this folder? See README, line 3."
		return
	}
	cmp -s "$scratch/first" http/boot.ipxe ||
		problem "Another server answers at $base/boot.ipxe." "Find out which nginx site has this address and port."
	find http -type f | sed 's|^http/||' | while IFS= read -r file; do
		length=$(curl --silent --head --max-time 10 "$base/$file" | tr -d '\r' |
			awk 'tolower($1) == "content-length:" { print $2 }')
		[ "$length" = "$(stat -c %s "http/$file")" ] || echo "$file"
	done >"$scratch/wrong"
	while IFS= read -r file; do
		problem "$base/$file is not served, or not completely." "See the error log of nginx."
	done <"$scratch/wrong"
}

check_tftp() {
	has curl && curl --version | grep -qw tftp || return 0
	# What firmware starts without a loader is large, and is sent in large blocks.
	for file in tftp/* tftp/*/*/thinsmith.efi; do
		[ -f "$file" ] || continue
		seconds=10
		[ "${file##*/}" != thinsmith.efi ] || seconds=120
		curl --silent --fail --max-time "$seconds" --tftp-blksize 1428 --output "$scratch/loader" "tftp://$address/${file#tftp/}"
		cmp -s "$scratch/loader" "$file" || {
			problem "tftp://$address/${file#tftp/} is not served, or not completely." \
				"Is $server running with this folder's configuration? See README, line 3. Does a firewall block UDP port 69?"
			return
		}
	done
}

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
check_files
check_address
check_configuration
check_names
check_http
check_tftp
if [ "$problems" -eq 0 ]; then
	echo "Nothing is wrong: $(wc -l <sums) files, release $release at $base."
	exit 0
fi
echo "Problems: $problems"
exit 1
