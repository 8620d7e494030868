#!/bin/sh
# packages.sh PACKAGE...: installs the packages that the server does not have yet.
set -eu
export DEBIAN_FRONTEND=noninteractive
# After an interrupted run, apt refuses to continue without this.
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
# The package lists are those of the installation of Ansible. They are fetched again only if they are too old.
# One word per package.
# shellcheck disable=SC2086
apt install $missing || {
	apt update
	apt install $missing
}
echo "changed:$missing"
