#!/bin/sh
# unwanted.sh PACKAGE...: removes packages that a box may bring and a client has no use for, and stops what maintains an
# installation behind a person's back.
set -eu
export DEBIAN_FRONTEND=noninteractive
found=
for package in "$@"; do
	if dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii'; then found="$found $package"; fi
done
if [ -n "$found" ]; then
	# One word each.
	# shellcheck disable=SC2086
	apt-get --quiet --yes -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 purge $found
	echo "changed:$found"
fi
for timer in apt-daily.timer apt-daily-upgrade.timer; do
	if [ "$(systemctl is-enabled "$timer" 2>/dev/null || :)" = enabled ]; then
		systemctl --quiet mask --now "$timer"
		echo "changed: $timer"
	fi
done
