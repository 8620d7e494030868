#!/bin/sh
# user.sh USER: the client's user, whose home a person may furnish. Nobody can log in as him here by a password. Where he had
# another name in the settings before, he is renamed, and keeps his home.
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
