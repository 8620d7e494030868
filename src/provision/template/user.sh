#!/bin/sh
# user.sh USER: the client's user, whose home a person may furnish. Nobody can log in as him here by a password.
set -eu
user=$1
if ! id "$user" >/dev/null 2>&1; then
	useradd --create-home --shell /bin/bash "$user"
	echo "changed: $user"
elif [ "$(id -u "$user")" -lt 1000 ]; then
	echo "The user $user of client.user belongs to the system already; choose another name." >&2
	exit 1
fi
