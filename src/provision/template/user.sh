#!/bin/sh
# user.sh USER: creates the client's user, whose home can be prepared in the template. The user has no password here. If the
# settings had another name before, the user is renamed and keeps the home directory.
set -eu
user=$1 noted=/var/lib/thinsmith/user
known() { id "$1" >/dev/null 2>&1; }

before=$(cat "$noted" 2>/dev/null || :)
if known "$user"; then
	if [ "$(id -u "$user")" -lt 1000 ]; then
		echo "The user $user of client.user belongs to the system already; choose another name." >&2
		exit 1
	fi
	exit 0
fi
if [ -n "$before" ] && known "$before"; then
	usermod --login "$user" --home "/home/$user" --move-home "$before"
	groupmod --new-name "$user" "$before"
else
	useradd --create-home --shell /bin/bash "$user"
fi
mkdir -p "${noted%/*}"
echo "$user" >"$noted"
echo "changed: $user"
