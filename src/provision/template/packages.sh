#!/bin/sh
# packages.sh [UNWANTED...] -- PACKAGE...: updates the packages of the template and installs those of the settings. It removes
# UNWANTED, which a box may have and a client does not need, and packages that an earlier run installed, that the settings no
# longer contain, and that no other package needs. Other packages of the box or of a person are kept.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
ours=/var/lib/thinsmith/packages
mkdir -p "${ours%/*}"
touch "$ours"

# Packages do not update the template's initrd: the image has its own initrd, and the template starts with the existing one.
# For a new kernel an initrd is created nevertheless, see update-initramfs.conf(5).
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
# After an interrupted run, apt refuses to continue without this.
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
# Package lists are fetched again after an hour, or if the sources have changed.
lists=/var/lib/thinsmith/lists
if [ -z "$(find "$lists" -mmin -60 2>/dev/null)" ] ||
	[ -n "$(find /etc/apt/sources.list /etc/apt/sources.list.d -newer "$lists")" ]; then
	apt -o Acquire::Retries=3 update
	touch "$lists"
fi
apt --with-new-pkgs upgrade "$@"
# One word per package.
# shellcheck disable=SC2086
[ -z "$found" ] || apt purge $found

# Packages of an earlier run may be missing, for instance because of a wrong name.
dropped=$(installed | comm -12 - "$ours" | comm -23 - "$ours.asked")
if [ -n "$dropped" ]; then
	# shellcheck disable=SC2086
	apt-mark auto $dropped >/dev/null
	apt --purge autoremove
fi
comm -12 "$ours" "$ours.asked" >"$ours.new"
mv "$ours.new" "$ours"
rm "$ours.asked" "$ours.before"
# The package files are no longer needed.
rm -f /var/cache/apt/archives/*.deb
[ "$before" = "$(state)" ] || echo "changed: packages"
