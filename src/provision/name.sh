#!/bin/sh
# name.sh NAME: names the machine, first of all. Vagrant's own way to do that takes its network down for a moment, and a
# quarter of a minute under emulation.
set -eu
# What follows may stop half-way: until note.sh says so, this machine is provisioned for nothing.
noted=/var/lib/thinsmith/provisioned
[ ! -e "$noted" ] || mv "$noted" "$noted.before"
[ "$(cat /etc/hostname)" != "$1" ] || exit 0
echo "$1" >/etc/hostname
hostname "$1"
sed -i '/^127\.0\.1\.1[[:space:]]/d' /etc/hosts
echo "127.0.1.1 $1" >>/etc/hosts
echo "changed: the name"
