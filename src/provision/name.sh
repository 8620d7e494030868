#!/bin/sh
# name.sh NAME: names the machine. Vagrant's own way to do that takes its network down for a moment, and a quarter of a minute
# under emulation.
set -eu
[ "$(cat /etc/hostname)" != "$1" ] || exit 0
echo "$1" >/etc/hostname
hostname "$1"
sed -i '/^127\.0\.1\.1[[:space:]]/d' /etc/hosts
echo "127.0.1.1 $1" >>/etc/hosts
echo "changed: the name"
