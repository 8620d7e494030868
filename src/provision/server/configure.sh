#!/bin/sh
# configure.sh NETWORK: what the server serves from and with: folders, loaders for BIOS and UEFI, and the configuration of
# dnsmasq (DHCP, TFTP), nginx (HTTP) and the router. NETWORK is that of the machines, as 192.168.10.0/24.
set -eu
umask 022
from=$(dirname "$0")
network=${1%.0/24} begun=/var/lib/thinsmith/begun

# place FILE FOLDER
place() {
	if ! cmp -s "$1" "$2/${1##*/}"; then
		install -m 644 "$1" "$2/"
		echo "changed: $2/${1##*/}"
	fi
}

# service UNIT FILE PATH: places a configuration and lets its service begin anew with it. What it began with is kept, so that
# it also happens where this was interrupted in between.
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
