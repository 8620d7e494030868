#!/bin/sh
# lab.sh FOLDER COMMAND...: runs COMMAND where a libvirt of its own runs, in mount, process and network namespaces of
# their own: this machine's libvirt, networks, bridges and files below /etc and /var stay as they are, and all that was
# started ends with the command, however it ends. Ends with the command's status. The lab's files lie in FOLDER, which
# is made; slirp4netns connects the lab's network to this machine's, without changing that.
set -eu
if [ "${THINSMITH_LAB:-}" = "" ]; then
	folder=$1
	mkdir -p "$folder"
	THINSMITH_LAB=outside exec unshare --mount --propagation private --pid --fork --kill-child --mount-proc -- "$0" "$@"
fi
folder=$1
if [ "$THINSMITH_LAB" = outside ]; then
	# Network namespaces have names here that nobody else sees.
	mkdir -p /run/netns
	mount -t tmpfs netns /run/netns
	ip netns add lab
	slirp4netns --netns-type=path --configure --mtu=65520 --disable-host-loopback /run/netns/lab tap0 \
		>"$folder/slirp.log" 2>&1 &
	tries=100
	until ip netns exec lab ip -4 address show tap0 2>/dev/null | grep -q inet; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || { cat "$folder/slirp.log" >&2; exit 1; }
		sleep 0.1
	done
	THINSMITH_LAB=inside ip netns exec lab "$0" "$@"
	exit
fi
unset THINSMITH_LAB
export THINSMITH_LAB_FOLDER="$folder"
shift

for path in etc/libvirt var/lib/libvirt var/cache/libvirt var/log/libvirt run/libvirt; do
	own=$folder/$path
	mkdir -p "$own" "/$path"
	[ "$path" != etc/libvirt ] || cp -an /etc/libvirt/. "$own/"
	mount --bind "$own" "/$path"
done
mkdir -p /var/lib/libvirt/images
echo 'nameserver 10.0.2.3' >"$folder/resolv.conf"
mount --bind "$folder/resolv.conf" /etc/resolv.conf
# QEMU as root: what it has to read lies in folders of root's. Without that, libvirt looks at /dev/kvm for each machine
# anew where only root may open it, a minute each.
printf 'user = "root"\ngroup = "root"\nsecurity_driver = "none"\n' >>/etc/libvirt/qemu.conf
sysctl -q net.ipv4.ip_forward=1
ip link set lo up

# This machine's own may run, too.
virtlogd -d -p "$folder/virtlogd.pid"
libvirtd -d -p "$folder/libvirtd.pid"
tries=300
until virsh -q -c qemu:///system list >/dev/null 2>&1; do
	tries=$((tries - 1))
	[ "$tries" -gt 0 ] || { echo "libvirtd did not start" >&2; cat /var/log/libvirt/* >&2; exit 1; }
	sleep 0.2
done
exec "$@"
