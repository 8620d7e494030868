#!/bin/sh
# packages.sh PACKAGE...: brings the template's packages up to date and installs those of the settings. What an earlier
# run installed for settings that no longer ask for it goes, unless something else needs it.
set -eu
export DEBIAN_FRONTEND=noninteractive
asked=/var/lib/thinsmith/packages

apt() {
	apt-get --quiet --yes --no-install-recommends -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold \
		-o Dpkg::Use-Pty=0 "$@"
}
state() { dpkg-query -W -f '${Package} ${Version} ${db:Status-Abbrev}\n' | sha256sum; }

before=$(state)
apt -o Acquire::Retries=3 update
apt --with-new-pkgs upgrade
apt install "$@"

mkdir -p /var/lib/thinsmith
printf '%s\n' "$@" | sort >"$asked.new"
if [ -e "$asked" ]; then
	dropped=$(comm -23 "$asked" "$asked.new")
	if [ -n "$dropped" ]; then
		# One word each.
		# shellcheck disable=SC2086
		apt-mark auto $dropped >/dev/null
		apt --purge autoremove
	fi
fi
mv "$asked.new" "$asked"
# The lists would only age, and the packages are of no use any more.
apt-get clean
[ "$before" = "$(state)" ] || echo "changed: packages"
