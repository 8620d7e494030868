# shellcheck shell=sh
# Brings the network up: every card with a link asks for a lease at once, the first lease wins. The DHCP client
# goes on renewing while the image is fetched.

network_interface=
thinsmith_leases=/run/thinsmith/leases

# Ethernet cards with a device behind them, as the kernel numbers them.
network_cards() {
	for card in /sys/class/net/*; do
		[ -e "$card/device" ] && [ "$(cat "$card/type")" = 1 ] && echo "${card##*/}"
	done
}

network_mac() {
	cat "/sys/class/net/$1/address"
}

# The card that stands for this client: the one it was booted from, else the first by name. Not the one whose lease
# came first, which may be another at each boot.
client_mac() {
	for card in $(network_cards); do
		network_is_bootif "$card" && network_mac "$card" && return
	done
	for card in $(network_cards); do
		network_mac "$card"
		return
	done
}

network_has_link() {
	[ "$(cat "/sys/class/net/$1/carrier" 2>/dev/null)" = 1 ]
}

# BOOTIF=01-52-54-00-12-34-56 from pxelinux or iPXE names the card that the machine booted from.
network_is_bootif() {
	[ -n "${BOOTIF:-}" ] || return 1
	[ "$(network_mac "$1" | tr : -)" = "$(echo "${BOOTIF#*-}" | tr 'A-F:' 'a-f-')" ]
}

network_candidates() {
	for card in $(network_cards); do
		network_is_bootif "$card" && echo "$card" && return
	done
	for card in $(network_cards); do
		network_has_link "$card" && echo "$card"
	done
}

# wait_for SECONDS COMMAND...: whether the command came true in time; looked at five times a second.
wait_for() {
	tries=$(($1 * 5))
	shift
	while [ "$tries" -gt 0 ]; do
		"$@" && return 0
		tries=$((tries - 1))
		sleep 0.2
	done
	return 1
}

network_any_card() { [ -n "$(network_cards)" ]; }
network_any_link() { [ -n "$(network_candidates)" ]; }
network_any_lease() {
	for lease in "$thinsmith_leases"/*; do
		[ -s "$lease" ] && network_interface=${lease##*/} && return 0
	done
	return 1
}

network_up() {
	mkdir -p "$thinsmith_leases"
	ip link set lo up
	wait_for 30 network_any_card || fail NET-CARD \
		"No network card was found." \
		"The card's driver or firmware may be missing in the image: see kernel.firmware and initrd.modules."
	for card in $(network_cards); do ip link set "$card" up; done
	wait_for 20 network_any_link || fail NET-LINK \
		"No network card has a link: $(network_cards | tr '\n' ' ')" \
		"Plug in the cable, try another one, or another port of the switch."

	case ${IP:-} in
	*.*.*.*:*) network_static ;;
	*) network_dhcp ;;
	esac
	say "$network_interface has the address $lease_ip, router ${lease_router:-none}, boot server ${lease_server:-none}"
}

# Asks on every card that has a link by now; a link may come later on one card than on another.
network_ask() {
	for card in $(network_candidates); do
		[ -e "/run/thinsmith/udhcpc.$card" ] && continue
		say "asking for an address on $card ($(network_mac "$card"))"
		busybox udhcpc -f -i "$card" -t 10 -T 2 -A 5 -O search -O tftp -O bootfile \
			-s "$thinsmith_initrd/lease-script" >>/run/thinsmith/udhcpc.log 2>&1 &
		echo $! >"/run/thinsmith/udhcpc.$card"
	done
	network_any_lease
}

network_dhcp() {
	wait_for 60 network_ask || fail NET-DHCP \
		"No DHCP server answered on $(network_candidates | tr '\n' ' ')" \
		"Is the DHCP server running, and is it on the network that this cable leads to?"
	for pid in /run/thinsmith/udhcpc.*; do
		card=${pid##*.}
		case $card in log | "$network_interface") ;; *) kill "$(cat "$pid")" 2>/dev/null ;; esac
	done
	# Values were checked by the lease script before they were written.
	. "$thinsmith_leases/$network_interface"
	network_configure
}

# ip=CLIENT:SERVER:ROUTER:NETMASK:HOSTNAME:DEVICE:..., as the kernel's nfsroot document has it.
network_static() {
	oldifs=$IFS
	IFS=:
	# shellcheck disable=SC2086
	set -- $IP
	IFS=$oldifs
	lease_ip=$1 lease_server=${2:-} lease_router=${3:-} lease_mask=${4:-255.255.255.0} lease_hostname=${5:-}
	lease_dns=${8:-}
	network_interface=${6:-}
	if [ -z "$network_interface" ]; then
		for card in $(network_candidates); do
			network_interface=$card
			break
		done
	fi
	network_configure
}

network_configure() {
	ip address replace "$lease_ip/$lease_mask" dev "$network_interface"
	if [ -n "${lease_router:-}" ]; then
		ip route replace default via "${lease_router%% *}" dev "$network_interface"
	fi
	: >/etc/resolv.conf
	if [ -n "${lease_search:-}${lease_domain:-}" ]; then
		echo "search ${lease_search:-$lease_domain}" >>/etc/resolv.conf
	fi
	for server in ${lease_dns:-}; do echo "nameserver $server" >>/etc/resolv.conf; done
}

network_facts() {
	for card in $(network_cards); do
		link="no link"
		network_has_link "$card" && link="has a link"
		printf '%s (%s): %s, %s. ' "$card" "$(network_mac "$card")" "$link" \
			"$(ip -4 -o address show dev "$card" | awk '{print $4}' | grep . || echo no address)"
	done
	[ -n "${lease_server:-}" ] && printf 'Boot server %s.' "$lease_server"
}

# The running system asks for its own lease; the address stays on the card until then.
network_hand_over() {
	for pid in /run/thinsmith/udhcpc.*; do
		[ "$pid" != /run/thinsmith/udhcpc.log ] && [ -e "$pid" ] && kill "$(cat "$pid")" 2>/dev/null
		rm -f "$pid"
	done
	rm -f "$rootmnt/etc/resolv.conf"
	cp /etc/resolv.conf "$rootmnt/etc/resolv.conf"
	echo "$network_interface" >/run/thinsmith/interface
}
