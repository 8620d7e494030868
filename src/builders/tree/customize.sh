#!/bin/sh
# customize.sh SOURCE OUTPUT GUEST NETWORK USER AUTOLOGIN [PACKAGE...]
# Copies the tree SOURCE to OUTPUT/tree and makes a client of it: guest files, services, user, removals. Where SOURCE is
# -, OUTPUT/tree is there already.
# NETWORK is ifupdown or networkd, AUTOLOGIN true or false; PACKAGEs are removed. THINSMITH_PASSWORD is the user's
# crypt(5) hash, or !; it is not an argument, since every user can read those. THINSMITH_ADDITIONS is a directory with
# what roles add: root/, files over the guest's; enable and mask, units, one a line; steps, roles whose scripts run in the
# tree, and for each step/ROLE/ with the script and what it reads. THINSMITH_DISTRIBUTION is the directory of
# distribution.sh; unset, that of this script.
set -eu
umask 022
. "$(dirname "$0")/tree.sh"
. "${THINSMITH_DISTRIBUTION:-$(dirname "$0")}/distribution.sh"
source=$1 output=$2 guest=$3 network=$4 user=$5 autologin=$6
shift 6
tree=$output/tree

copy_tree() {
	# Where programs edit files in place, the copy is a real one; elsewhere the two trees share them. Should a package's
	# script write into a shared file all the same, the cache's digest of SOURCE no longer fits and it is made anew.
	echo "copying the tree"
	mkdir -m 755 "$tree"
	for path in "$source"/*; do
		case ${path##*/} in
		etc | home | root | srv | var) cp -a --reflink=auto "$path" "$tree/" ;;
		# Without the marks that overlayfs leaves on directories; files keep theirs, since they are the same files.
		*) cp -a --no-preserve=xattr --link "$path" "$tree/" ;;
		esac
	done
	# Without root, mmdebstrap writes into /dev, which changes the time of the directory.
	[ -z "${SOURCE_DATE_EPOCH:-}" ] || touch --date="@$SOURCE_DATE_EPOCH" "$tree/dev"
}
[ "$source" = - ] || copy_tree

tree_mounts "$tree"

echo "guest files"
# By the tree's own programs: links in it, such as /usr/lib/ssl/certs, would lead ours to this machine's files. Modes do not
# depend on how the sources were checked out, and existing directories keep theirs.
lay() {
	mkdir -p "$tree/tmp/files"
	mount --bind "$1" "$tree/tmp/files"
	in_tree "$tree" sh -eu -c '
		cd /tmp/files
		find . -type f | while IFS= read -r file; do
			mode=644
			[ ! -x "$file" ] || mode=755
			mkdir -p "/${file%/*}"
			install -m "$mode" "$file" "/$file"
		done'
	umount "$tree/tmp/files"
}
lay "$guest"
lay "$THINSMITH_ADDITIONS/root"
# The bootstrap leaves the builder's own there; a client gets them from its lease.
rm -f "$tree/etc/resolv.conf" "$tree/etc/hostname"
: >"$tree/etc/resolv.conf"
echo client >"$tree/etc/hostname"
forget_bootstrap "$tree"

while IFS= read -r role; do
	echo "the script of the role $role"
	mkdir -p "$tree/tmp/step"
	mount --bind "$THINSMITH_ADDITIONS/step/$role" "$tree/tmp/step"
	in_tree "$tree" sh -c 'cd /tmp/step && exec sh -eu ./customize' </dev/null
	# Lazily: a process that an installer has left there must not keep it.
	umount -l "$tree/tmp/step"
done <"$THINSMITH_ADDITIONS/steps"

remove=
for package in "$@"; do
	if is_installed "$tree" "$package"; then
		remove="$remove $package"
	else
		echo "$package is not installed, nothing to remove"
	fi
done
if [ -n "$remove" ]; then
	# Package names have no white space: one word each.
	# shellcheck disable=SC2086
	remove_packages "$tree" $remove
fi

echo "user $user"
if ! id=$(in_tree "$tree" id -u "$user" 2>/dev/null); then
	in_tree "$tree" useradd --create-home --shell /bin/bash "$user"
elif [ "$id" -lt 1000 ]; then
	echo "The user $user of client.user belongs to the system already; choose another name." >&2
	exit 1
fi
printf '%s:%s\n' "$user" "$THINSMITH_PASSWORD" | in_tree "$tree" chpasswd --encrypted
for group in audio video render input plugdev netdev dialout; do
	if in_tree "$tree" getent group "$group" >/dev/null; then
		in_tree "$tree" usermod --append --groups "$group" "$user"
	fi
done

echo "services"
unit() {
	in_tree "$tree" systemctl --quiet "$@"
}
unit enable thinsmith-booted.service thinsmith-report.service thinsmith-up.service systemd-timesyncd.service
if [ -e "$tree/usr/bin/nbdkit" ]; then
	unit enable thinsmith-copy.service
fi
if [ -e "$tree/usr/sbin/sshd" ]; then
	unit enable thinsmith-hostkeys.service
fi
case $network in
ifupdown)
	unit enable thinsmith-interfaces.service
	unit disable systemd-networkd.service systemd-networkd.socket 2>/dev/null || :
	;;
networkd)
	unit enable systemd-networkd.service
	;;
esac
while IFS= read -r name; do unit enable "$name"; done <"$THINSMITH_ADDITIONS/enable"
# By force: a package may have set a link of that name.
while IFS= read -r name; do unit --force mask "$name"; done <"$THINSMITH_ADDITIONS/mask"
if [ "$autologin" = true ] && [ -e "$tree/usr/lib/thinsmith/session" ]; then
	unit enable "thinsmith-desktop@$user.service"
elif [ "$autologin" = true ]; then
	mkdir -p "$tree/etc/systemd/system/getty@tty1.service.d"
	cat >"$tree/etc/systemd/system/getty@tty1.service.d/autologin.conf" <<UNIT
[Service]
ExecStart=
ExecStart=-/sbin/agetty --autologin $user --noclear %I \$TERM
UNIT
fi
# Nothing that maintains an installation has a place on a client that forgets it at the next boot.
for name in $(maintenance_units); do
	if [ -e "$tree/usr/lib/systemd/system/$name" ] || [ -e "$tree/lib/systemd/system/$name" ]; then
		unit mask "$name"
	fi
done

# It has the numbers of files on this disk.
rm -f "$tree/var/cache/ldconfig/aux-cache"

list_packages "$tree" >"$output/packages.tsv"
collect_copyrights "$tree" >"$output/copyrights.tar.gz" ||
	echo "the copyright files of the packages cannot be read, so their licences are not known"
