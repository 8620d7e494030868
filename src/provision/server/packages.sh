#!/bin/sh
# packages.sh PACKAGE...: installs what the server needs and has not.
set -eu
export DEBIAN_FRONTEND=noninteractive
# What an interrupted run has left: apt would refuse to go on.
[ -z "$(ls -A /var/lib/dpkg/updates)" ] || dpkg --configure -a
missing=
for package in "$@"; do
	dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

apt() {
	apt-get --quiet --yes --no-install-recommends -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 \
		-o Acquire::Retries=3 "$@"
}
# The lists are those that Ansible came by; only old ones need be fetched anew.
# One word each.
# shellcheck disable=SC2086
apt install $missing || {
	apt update
	apt install $missing
}
echo "changed:$missing"
