# shellcheck shell=sh disable=SC1090
# Configures the network. All cards with a link ask for a lease at the same time, and the first lease is used. The DHCP
# client renews it while the image is fetched. Leases of other cards are used if the boot server cannot be reached from
# the first.

network_interface=
thinsmith_leases=$thinsmith_run/leases
# Seconds during which only the card that the machine was booted from asks for a lease.
network_bootif_seconds=15
# Seconds that this card may be without a link before other cards ask.
network_bootif_link_seconds=5

# Ethernet cards that belong to a device, in the order of their names.
network_cards() {
	for card in /sys/class/net/*; do
		[ -e "$card/device" ] && [ "$(cat "$card/type")" = 1 ] && echo "${card##*/}"
	done
}

network_mac() {
	cat "/sys/class/net/$1/address"
}

# The MAC address that identifies this client: that of the card it was booted from, else of the first card by name. The card
# with the first lease may be a different one at each boot.
client_mac() {
	for card in $(network_cards); do
		network_is_bootif "$card" && network_mac "$card" && return
	done
	for card in $(network_cards); do
		network_mac "$card"
		return
	done
}

network_is_up() {
	[ $(($(cat "/sys/class/net/$1/flags" 2>/dev/null || echo 1) & 1)) -eq 1 ]
}

network_has_link() {
	[ "$(cat "/sys/class/net/$1/carrier" 2>/dev/null)" = 1 ]
}

# BOOTIF=01-52-54-00-12-34-56 from pxelinux or iPXE names the card that the machine booted from.
network_is_bootif() {
	[ -n "${BOOTIF:-}" ] || return 1
	[ "$(network_mac "$1" | tr : -)" = "$(echo "${BOOTIF#*-}" | tr 'A-F:' 'a-f-')" ]
}

# Cards with a link. If ip= names a card, only that one; during the first seconds only the card that the machine was booted
# from. While that card has no driver or no link yet, there are no candidates for a few seconds.
network_candidates() {
	now=$(uptime_seconds)
	linked=
	for card in $(network_cards); do
		# The state of the link is known only for a card that is up. Some cards appear later than others.
		network_is_up "$card" || ip link set "$card" up
		network_has_link "$card" || continue
		if [ "$card" = "${network_device:-}" ] ||
			{ [ "$now" -lt "${network_all_from:-0}" ] && network_is_bootif "$card"; }; then
			echo "$card"
			return
		fi
		linked="$linked $card"
	done
	[ -n "${BOOTIF:-}${network_device:-}" ] && [ "$now" -lt "${network_others_from:-0}" ] && return
	for card in $linked; do echo "$card"; done
}

uptime_seconds() {
	IFS=. read -r seconds rest </proc/uptime
	: "$rest"
	echo "$seconds"
}

# wait_for SECONDS COMMAND...: runs the command five times a second; true if it succeeds in time.
wait_for() {
	wait_until=$(($(uptime_seconds) + $1))
	shift
	until "$@"; do
		[ "$(uptime_seconds)" -lt "$wait_until" ] || return 1
		sleep 0.2
	done
}

# Joins lines, and ends them with a full stop.
sentence_end() { tr '\n' ' ' | sed 's/ *$/./'; }

network_any_card() { [ -n "$(network_cards)" ]; }
network_any_link() { [ -n "$(network_candidates)" ]; }

network_up() {
	[ -n "$network_interface" ] && return 0
	mkdir -p "$thinsmith_leases"
	ip link set lo up
	wait_for 30 network_any_card || fail NET-CARD \
		"No network card was found. $(network_undriven)" \
		"Add the driver or the firmware of the card to the image: kernel.firmware, initrd.modules."
	network_all_from=$(($(uptime_seconds) + network_bootif_seconds))
	network_others_from=$(($(uptime_seconds) + network_bootif_link_seconds))
	network_parse_ip
	wait_for 20 network_any_link || fail NET-LINK \
		"No network card has a link: $(network_cards | sentence_end)" \
		"Plug in the cable, or try another cable or another port of the switch. $(network_undriven)"
	if [ -n "$lease_ip" ]; then
		network_static
	else
		wait_for 60 network_ask || fail NET-DHCP \
			"No DHCP server answered on $(network_candidates | sentence_end)" \
			"Is the DHCP server running? Is it on the network that this cable is connected to?"
		network_use "$(network_leased)"
	fi
	say "$network_interface has the address $lease_ip, router ${lease_router:-none}, boot server $(boot_server | grep . || echo none)"
}

# Prints why a card may be missing: network devices without a driver, firmware that the kernel did not find.
network_undriven() {
	for device in /sys/bus/pci/devices/*; do
		case $(cat "$device/class" 2>/dev/null) in 0x02*) ;; *) continue ;; esac
		[ -e "$device/driver" ] ||
			printf 'PCI %s (%s:%s) has no driver. ' "${device##*/}" "$(cat "$device/vendor")" "$(cat "$device/device")"
	done
	# The message of Debian's kernels, and the one of other kernels.
	dmesg | sed -n -e 's/.*firmware: failed to load \([^ ]*\).*/\1/p' -e 's/.*Direct firmware load for \([^ ]*\) failed.*/\1/p' | sort -u | head -n 5 | while read -r file; do
		printf 'The firmware %s is missing. ' "$file"
	done
}

# Asks on every card that has a link, once for each card. True if there is a lease.
network_ask() {
	for card in $(network_candidates); do
		[ -e "$thinsmith_run/dhcp-client.$card" ] && continue
		say "asking for an address on $card ($(network_mac "$card"))"
		busybox udhcpc -f -i "$card" -t 10 -T 2 -A 5 -O search -O ntpsrv -O tftp \
			-s "$thinsmith_initrd/lease-script" >>"$thinsmith_run/udhcpc.log" 2>&1 &
		echo $! >"$thinsmith_run/dhcp-client.$card"
	done
	[ -n "$(network_leased)" ]
}

# network_leased [CARD]: prints the first card with a lease, or the next one after CARD, the first again after the last.
network_leased() {
	first=
	next=
	passed=
	for lease in "$thinsmith_leases"/*; do
		[ -s "$lease" ] || continue
		card=${lease##*/}
		[ -n "$first" ] || first=$card
		[ -n "$passed" ] && [ -z "$next" ] && next=$card
		[ "$card" = "${1:-}" ] && passed=y
	done
	echo "${next:-$first}"
}

network_leased_next() { [ "$(network_leased "$network_interface")" != "$network_interface" ]; }

network_use() {
	network_interface=$1
	echo "$1" >"$thinsmith_run/interface"
	# The lease script has checked the values.
	. "$thinsmith_leases/$1"
	network_configure
}

# network_next SECONDS: uses the next card that has a lease, since the fetch failed over this one. A card with a link but
# without a lease has SECONDS to get one. False if there is no other card.
network_next() {
	[ -z "${network_is_static:-}" ] || return 1
	network_all_from=0
	network_others_from=0
	network_ask
	network_candidates | grep -qvxF "$network_interface" || return 1
	wait_for "$1" network_leased_next || network_leased_next || return 1
	next=$(network_leased "$network_interface")
	say "the fetch failed over $network_interface, trying $next"
	ip route flush dev "$network_interface"
	ip address flush dev "$network_interface"
	network_use "$next"
}

# ip=CLIENT:SERVER:ROUTER:NETMASK:HOSTNAME:DEVICE:METHOD:DNS:DNS:NTP, see the kernel's
# Documentation/admin-guide/nfs/nfsroot.rst. Without a client address, it can only name the card that asks for one.
network_parse_ip() {
	lease_ip='' network_device=''
	case ${IP:-} in
	*[!A-Za-z0-9.:_-]*) say "ip=$IP is not valid, using DHCP" && return ;;
	*:*) ;;
	*) return ;;
	esac
	oldifs=$IFS
	IFS=:
	# shellcheck disable=SC2086
	set -f -- $IP
	set +f
	IFS=$oldifs
	network_device=${6:-}
	case $1 in *.*.*.*) ;; *) return ;; esac
	for address in "$1" ${3:-} ${4:-}; do
		is_address "$address" || { say "ip=$IP is not valid, using DHCP: $address is not an address" && return; }
	done
	lease_ip=$1 lease_server=${2:-} lease_router=${3:-} lease_mask=${4:-255.255.255.0} lease_hostname=${5:-}
	lease_dns="${8:-} ${9:-}" lease_ntp=
	[ $# -lt 10 ] || { shift 9 && lease_ntp=$1; }
}

# is_address WORD: true for four numbers up to 255, such as 10.0.0.5
is_address() {
	case $1 in *[!0-9.]* | *..* | .* | *. | *.*.*.*.*) return 1 ;; *.*.*.*) ;; *) return 1 ;; esac
	oldifs=$IFS
	IFS=.
	for octet in $1; do
		case $octet in ????* | 25[6-9] | 2[6-9]? | [3-9]??) IFS=$oldifs && return 1 ;; esac
	done
	IFS=$oldifs
}

network_static() {
	network_is_static=y
	network_interface=$(network_candidates | sed 1q)
	network_configure
	# For the running system, which asks for a lease if this file does not exist.
	{
		echo "static_card='$network_interface'"
		echo "static_ip='$lease_ip'"
		echo "static_mask='$lease_mask'"
		echo "static_router='${lease_router:-}'"
	} >"$thinsmith_run/static"
}

network_configure() {
	ip address replace "$lease_ip/${lease_mask:=255.255.255.0}" dev "$network_interface" || fail NET-ADDRESS \
		"The address $lease_ip/$lease_mask cannot be set on $network_interface." \
		"Correct the address and the netmask that the DHCP server gives, or the boot parameter ip=."
	if [ -n "${lease_router:-}" ]; then
		ip route replace default via "${lease_router%% *}" dev "$network_interface"
	fi
	: >/etc/resolv.conf
	if [ -n "${lease_search:-}${lease_domain:-}" ]; then
		echo "search ${lease_search:-$lease_domain}" >>/etc/resolv.conf
	fi
	for server in ${lease_dns:-}; do echo "nameserver $server" >>/etc/resolv.conf; done
}

# The server for paths: bootserver=HOST, HOST:PORT or HOST:PORT/PATH from the loader; else the one of the image, or the one that
# DHCP named, where the release lies in the directory bootpath=.
boot_server() {
	server=$(conf bootserver)
	if [ "$server" = "$(conf_built bootserver)" ]; then
		server=${server:-${lease_server:-}}
		path=$(conf bootpath)
		[ -z "$server" ] || [ -z "$path" ] || server=$server/$path
	fi
	echo "$server"
}

network_facts() {
	for card in $(network_cards); do
		link="no link"
		network_has_link "$card" && link="has a link"
		echo "$card ($(network_mac "$card")): $link," \
			"$(ip -4 -o address show dev "$card" | awk '{print $4}' | grep . || echo no address)"
	done
	[ -z "$network_interface" ] || echo "using $network_interface: router ${lease_router:-none}, DNS ${lease_dns:-none}, boot server $(boot_server | grep . || echo none)"
}

# The running system asks for a lease itself. The card keeps its address until then.
network_hand_over() {
	for pid in "$thinsmith_run"/dhcp-client.*; do
		[ ! -e "$pid" ] || kill "$(cat "$pid")" 2>/dev/null
		rm -f "$pid"
	done
	rm -f "$rootmnt/etc/resolv.conf"
	cp /etc/resolv.conf "$rootmnt/etc/resolv.conf"
	[ ! -e "$thinsmith_run/static" ] || network_hand_over_static
	# A root on a server cannot be read without an address: a cable that is out for a while must not take it away.
	[ ! -e "$thinsmith_run/stream/run/sectors" ] || {
		mkdir -p "$systemd_run/network/80-thinsmith.network.d"
		printf '[Network]\nKeepConfiguration=yes\nIgnoreCarrierLoss=yes\n' >"$systemd_run/network/80-thinsmith.network.d/stream.conf"
	}
}

# Writes the file of systemd-networkd. /usr/lib/thinsmith/interfaces writes that of ifupdown.
network_hand_over_static() {
	mkdir -p "$systemd_run/network"
	{
		printf '[Match]\nMACAddress=%s\n\n[Network]\nAddress=%s/%s\n' \
			"$(network_mac "$network_interface")" "$lease_ip" "$(prefix_length "$lease_mask")"
		[ -z "${lease_router:-}" ] || echo "Gateway=$lease_router"
	} >"$systemd_run/network/70-thinsmith-static.network"
}

# prefix_length NETMASK: prints 24 for 255.255.255.0
prefix_length() {
	bits=0
	oldifs=$IFS
	IFS=.
	for octet in $1; do
		while [ "$octet" -gt 0 ]; do
			bits=$((bits + octet % 2))
			octet=$((octet / 2))
		done
	done
	IFS=$oldifs
	echo "$bits"
}
