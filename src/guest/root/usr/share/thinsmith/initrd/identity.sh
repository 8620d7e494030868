# shellcheck shell=sh
# Machine id and host name: the same on every boot, and different from those of every other client. See machine-id(5).

identity_localhost='127.0.0.1	localhost
::1	localhost ip6-localhost ip6-loopback'

identity_machine_id() {
	printf 'thinsmith machine-id %s' "$1" | sha256sum | cut -c 1-32
}

identity_hostname() {
	name=$(conf hostname auto)
	[ "$name" = auto ] && name=${lease_hostname:-}
	own=client-$(echo "$1" | tr -d : | cut -c 7-12)
	case $name in
	'') name=$own ;;
	-* | *[!A-Za-z0-9.-]*)
		say "the host name $name is not valid, using $own" >&2
		name=$own
		;;
	esac
	echo "$name"
}

identity_write() {
	mac=$(client_mac)
	name=$(identity_hostname "$mac")
	etc=$rootmnt/etc
	hosts=
	# Entries of the image or an overlay for other hosts are kept.
	[ -L "$etc/hosts" ] || hosts=$(grep -v -E '^127\.0\.1\.1[[:space:]]' "$etc/hosts" 2>/dev/null)
	# Never write through a link of an overlay: in the initrd it would lead to another place.
	rm -f "$etc/machine-id" "$etc/hostname" "$etc/hosts"
	identity_machine_id "$mac" >"$etc/machine-id"
	echo "$name" >"$etc/hostname"
	case $hosts in *localhost*) ;; *) hosts=$identity_localhost${hosts:+$newline$hosts} ;; esac
	printf '%s\n127.0.1.1\t%s\n' "$hosts" "$name" >"$etc/hosts"
}
