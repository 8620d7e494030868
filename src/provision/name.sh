#!/bin/sh
# name.sh NAME: sets the host name of the machine. Vagrant's own way interrupts the network, and takes 15 seconds under
# emulation.
set -eu
# This is the first step. Until note.sh has run, the last step, the machine does not count as provisioned.
noted=/var/lib/thinsmith/provisioned
[ ! -e "$noted" ] || mv "$noted" "$noted.before"
[ "$(cat /etc/hostname)" != "$1" ] || exit 0
echo "$1" >/etc/hostname
hostname "$1"
sed -i '/^127\.0\.1\.1[[:space:]]/d' /etc/hosts
echo "127.0.1.1 $1" >>/etc/hosts
echo "changed: host name"
