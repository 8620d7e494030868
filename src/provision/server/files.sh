#!/bin/sh
# files.sh: the folders that the server serves from, with the loaders for BIOS and UEFI.
set -eu
umask 022

# place FILE FOLDER
place() {
	if ! cmp -s "$1" "$2/${1##*/}"; then
		install -m 644 "$1" "$2/"
		echo "changed: $2/${1##*/}"
	fi
}

mkdir -p /srv/thinsmith/tftp /srv/thinsmith/releases /srv/thinsmith/clients /usr/local/lib/thinsmith
place /usr/lib/PXELINUX/lpxelinux.0 /srv/thinsmith/tftp
place /usr/lib/syslinux/modules/bios/ldlinux.c32 /srv/thinsmith/tftp
place /usr/lib/ipxe/ipxe.efi /srv/thinsmith/tftp
place /root/thinsmith/server/take-release.sh /usr/local/lib/thinsmith
