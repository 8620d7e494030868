#!/bin/sh
# client.sh KERNEL NETWORK USER AUTOLOGIN [MACHINE-PACKAGE...] -- [PACKAGE...]: makes a view of the template in which it
# is a client: no user vagrant, no MACHINE-PACKAGEs that nothing needs, no kernel but the one that KERNEL brings, and then
# what customize.sh does. THINSMITH_PASSWORD as there.
set -eu
umask 022
scripts=$(dirname "$0")
. "$scripts/view.sh"
. "$scripts/tree.sh"
kernel=$1 network=$2 user=$3 autologin=$4
shift 4

# Of a build that was killed, too.
rm -rf "$base/upper" "$base/work" "$base/packages.tsv" "$base/copyrights.tar.gz" /var/lib/thinsmith/out
mount_view rw
tree_mounts "$tree"
# The template's own initrds are no part of this, so nothing need make them anew.
rm -rf "$tree"/var/lib/initramfs-tools/*

installed() {
	in_tree "$tree" dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^ii  *//p'
}

echo "what belongs to the virtual machine"
machine=
while [ "$1" != -- ]; do
	machine="$machine $1"
	shift
done
shift
if [ -n "$machine" ]; then
	# Package names have no white space: one word each, here and below.
	# shellcheck disable=SC2086
	machine=$(installed $machine)
fi
wanted=$(
	in_tree "$tree" dpkg-query -W -f '${Package}, ${Depends}\n' "$kernel" | tr ',| ' '\n' |
		sed -n 's/^linux-image-\(unsigned-\)\{0,1\}\([0-9].*\)$/\2/p' | head -n 1
)
if [ -z "$wanted" ]; then
	echo "The package $kernel of kernel.package brings no kernel." >&2
	exit 1
fi
kernels=$(
	installed 'linux-*' |
		sed -n '/^linux-\(image\|image-unsigned\|modules\|modules-extra\|headers\)-[0-9]/p' |
		grep -v -e "^linux-image-$wanted\$" -e "^linux-image-unsigned-$wanted\$" -e "^linux-modules-$wanted\$" \
			-e "^linux-modules-extra-$wanted\$" || :
)
# Before sudo, whose folder goes with it only where it is empty.
rm -f "$tree"/etc/sudoers.d/*vagrant*
# Removing the kernel that runs is no accident here.
echo 'linux-base linux-base/removing-running-kernel boolean false' | in_tree "$tree" debconf-set-selections
# shellcheck disable=SC2086
[ -z "$machine" ] || in_tree "$tree" apt-mark auto $machine >/dev/null
# apt's caches would fill the memory; sudo refuses to go where root has no password.
# shellcheck disable=SC2086
in_tree "$tree" env SUDO_FORCE_REMOVE=yes apt-get --yes --quiet -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
	-o Dpkg::Use-Pty=0 --auto-remove purge $kernels

# Boxes have a user whose password everybody knows, and often the same one for root.
if in_tree "$tree" id vagrant >/dev/null 2>&1; then in_tree "$tree" userdel --force vagrant; fi
rm -rf "$tree/home/vagrant"
# The client's user gets the numbers that Vagrant's had, which he has in the local builder's images, too.
free() { ! in_tree "$tree" getent passwd 1000 && ! in_tree "$tree" getent group 1000; } >/dev/null
if [ "$(in_tree "$tree" id -gn "$user" 2>/dev/null)" = "$user" ] && free; then
	in_tree "$tree" find / /home -xdev \( -user "$user" -exec chown -h 1000 {} + \) , \
		\( -group "$user" -exec chgrp -h 1000 {} + \)
	in_tree "$tree" groupmod --gid 1000 "$user"
	in_tree "$tree" usermod --uid 1000 --gid 1000 "$user"
	for file in etc/subuid etc/subgid; do
		[ ! -f "$tree/$file" ] || grep -q ':100000:' "$tree/$file" ||
			in_tree "$tree" sed -i "s/^$user:[0-9]*:/$user:100000:/" "/$file"
	done
fi
in_tree "$tree" usermod --password '*' root
# Vagrant's lines for the template's own name.
sed '/^127\.0\.[0-9.]*[[:space:]].*\btemplate\b/d' "$tree/etc/hosts" >"$base/hosts"
cat "$base/hosts" >"$tree/etc/hosts"
# What provision/template/system.sh wrote for the template; a client has the guest's own.
rm -f "$tree/etc/ssh/sshd_config.d/10-thinsmith.conf"
# A box of thinsmith's own says which files are there for the virtual machine only.
if [ -e "$tree/etc/thinsmith-box" ]; then
	while IFS= read -r path; do rm -rf "${tree:?}/$path"; done <"$tree/etc/thinsmith-box"
	rm "$tree/etc/thinsmith-box"
fi
for mount in proc dev run tmp; do umount -R "$tree/$mount"; done

exec sh "$scripts/customize.sh" - "$base" "$scripts/../guest" "$network" "$user" "$autologin" "$@"
