#!/bin/sh
# home.sh OUTPUT: the view's /home as OUTPUT/home.tar.gz. The build user's keys must not reach the clients: REFERENCE B7.
set -eu
tar --create --gzip --file="$1/home.tar.gz" --format=gnu --numeric-owner --sort=name --exclude='./*/.ssh' --anchored \
	--no-wildcards-match-slash --directory=/run/thinsmith/tree/home .
