# shellcheck shell=sh
# Who this client is: the same on every boot, different from every other client. See machine-id(5).

identity_machine_id() {
	printf 'thinsmith machine-id %s' "$1" | sha256sum | cut -c 1-32
}

identity_hostname() {
	name=$(conf hostname auto)
	[ "$name" = auto ] && name=${lease_hostname:-}
	case $name in
	'' | -* | *[!A-Za-z0-9.-]*) name=client-$(echo "$1" | tr -d : | cut -c 7-12) ;;
	esac
	echo "$name"
}

identity_write() {
	mac=$(client_mac)
	identity_machine_id "$mac" >"$rootmnt/etc/machine-id"
	name=$(identity_hostname "$mac")
	echo "$name" >"$rootmnt/etc/hostname"
	printf '127.0.0.1\tlocalhost\n127.0.1.1\t%s\n::1\tlocalhost ip6-localhost ip6-loopback\n' "$name" >"$rootmnt/etc/hosts"
}
