#!/bin/sh
# configure.sh NETWORK: creates the directories of the server, installs loaders for BIOS and UEFI, and configures dnsmasq
# (DHCP, TFTP), nginx (HTTP) and the router. NETWORK is the network of the machines, such as 192.168.10.0/24.
set -eu
umask 022
from=$(dirname "$0")
network=${1%.0/24} begun=/var/lib/thinsmith/begun

# place FILE DIRECTORY
place() {
	if ! cmp -s "$1" "$2/${1##*/}"; then
		install -m 644 "$1" "$2/"
		echo "changed: $2/${1##*/}"
	fi
}

# service UNIT FILE PATH: installs a configuration and restarts its service. The configuration of the last restart is kept,
# so that a restart is not missed if this script is interrupted.
service() {
	filled=$from/$2.filled
	sed "s/NETWORK/$network/g" "$from/$2" >"$filled"
	! cmp -s "$filled" "$3" || ! cmp -s "$filled" "$begun/$2" || return 0
	install -m 644 "$filled" "$3"
	systemctl --quiet enable "$1"
	systemctl restart "$1"
	install -m 644 "$filled" "$begun/$2"
	echo "changed: $3"
}

mkdir -p "$begun" /srv/thinsmith/tftp /srv/thinsmith/releases /srv/thinsmith/clients /usr/local/lib/thinsmith
place /usr/lib/PXELINUX/lpxelinux.0 /srv/thinsmith/tftp
place /usr/lib/syslinux/modules/bios/ldlinux.c32 /srv/thinsmith/tftp
place /usr/lib/ipxe/ipxe.efi /srv/thinsmith/tftp
place "$from/take-release.sh" /usr/local/lib/thinsmith
service systemd-sysctl router.conf /etc/sysctl.d/60-thinsmith.conf
service nftables nftables.conf /etc/nftables.conf
service nginx nginx.conf /etc/nginx/sites-available/default
service dnsmasq dnsmasq.conf /etc/dnsmasq.d/thinsmith.conf
