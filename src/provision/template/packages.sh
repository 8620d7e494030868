#!/bin/sh
# packages.sh [UNWANTED...] -- PACKAGE...: brings the template's packages up to date and installs those of the settings. What
# an earlier run installed for settings that no longer ask for it goes, unless something else needs it, and so does what a
# box may bring and a client has no use for. What the box or a person installed stays.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
ours=/var/lib/thinsmith/packages
mkdir -p "${ours%/*}"
touch "$ours"

# A package that wants the template's initrd made anew gets no answer: an image has one of its own, and the template starts
# with the one that it has. A new kernel has one made all the same (update-initramfs.conf(5)).
settled=/run/thinsmith-update-initramfs
echo 'update_initramfs=no' >"$settled"
apt() {
	unshare --mount sh -c 'conf=/etc/initramfs-tools/update-initramfs.conf
		[ ! -e "$conf" ] || mount --bind "$0" "$conf"
		exec "$@"' "$settled" \
		apt-get --quiet --yes --no-install-recommends -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold \
		-o Dpkg::Use-Pty=0 "$@"
}
state() { dpkg-query -W -f '${Package} ${Version} ${db:Status-Abbrev}\n' | sha256sum; }

before=$(state)
# What an interrupted run has left: apt would refuse to go on.
[ -z "$(ls -A /var/lib/dpkg/updates)" ] || dpkg --configure -a
found=
while [ "$1" != -- ]; do
	if dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'; then found="$found $1"; fi
	shift
done
shift
installed() { dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' | sed -n 's/^ii  *//p' | sort; }
installed >"$ours.before"
printf '%s\n' "$@" | sort -u >"$ours.asked"
{
	cat "$ours"
	comm -23 "$ours.asked" "$ours.before"
} | sort -u >"$ours.new"
mv "$ours.new" "$ours"
# Lists that are younger than an hour, and than what is said of the sources, will do.
lists=/var/lib/thinsmith/lists
if [ -z "$(find "$lists" -mmin -60 2>/dev/null)" ] ||
	[ -n "$(find /etc/apt/sources.list /etc/apt/sources.list.d -newer "$lists")" ]; then
	apt -o Acquire::Retries=3 update
	touch "$lists"
fi
apt --with-new-pkgs upgrade "$@"
# One word each.
# shellcheck disable=SC2086
[ -z "$found" ] || apt purge $found

# Some may never have been installed: such as a name that was wrong.
dropped=$(installed | comm -12 - "$ours" | comm -23 - "$ours.asked")
if [ -n "$dropped" ]; then
	# shellcheck disable=SC2086
	apt-mark auto $dropped >/dev/null
	apt --purge autoremove
fi
comm -12 "$ours" "$ours.asked" >"$ours.new"
mv "$ours.new" "$ours"
rm "$ours.asked" "$ours.before"
# The packages are of no use any more.
rm -f /var/cache/apt/archives/*.deb
[ "$before" = "$(state)" ] || echo "changed: packages"
